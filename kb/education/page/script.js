// Answers stay shut until the reader has chosen; then right and wrong are shown beside the choice.
document.querySelectorAll(".learner fieldset").forEach(function (question) {
  var answer = question.querySelector("details");
  var verdict = question.querySelector(".verdict");
  var options = Array.from(question.querySelectorAll(".option"));
  answer.querySelector("summary").addEventListener("click", function (event) {
    if (answer.open) { return; }
    var chosen = options.filter(function (one) { return one.firstElementChild.checked; });
    verdict.hidden = false;
    if (!chosen.length) {
      event.preventDefault();
      verdict.textContent = "请先作答，再核对答案。";
      return;
    }
    var right = options.every(function (one) {
      return one.firstElementChild.checked === one.hasAttribute("data-right");
    });
    verdict.textContent = right ? "回答正确。" : "与正确答案不一致，请看解析。";
    options.forEach(function (one) {
      var checked = one.firstElementChild.checked;
      one.firstElementChild.disabled = true;
      if (one.hasAttribute("data-right")) { one.classList.add("right"); }
      else if (checked) { one.classList.add("wrong"); }
    });
  });
});
