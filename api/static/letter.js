// The check-up beside a letter: made anew while it is written, each finding leads to its words.
const PATIENCE = 900;
const form = document.getElementById("letter-form");
const result = document.querySelector("[data-lint-result]");
const state = document.querySelector("[data-lint-state]");
let waiting = 0;
let asked = 0;
let changed = false;

async function checkUp() {
  const mine = ++asked;
  const answer = await fetch(`${form.action}/lint`, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (mine !== asked) return;
  if (!answer.ok) {
    state.textContent = "体检暂时没有更新，保存时会再做。";
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  result.replaceChildren(...page.body.childNodes);
  state.textContent = "体检已按未保存的文字更新。";
}

form?.addEventListener("input", () => {
  changed = true;
  clearTimeout(waiting);
  waiting = setTimeout(checkUp, PATIENCE);
});
form?.addEventListener("submit", () => { changed = false; });
window.addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});

result?.addEventListener("click", (event) => {
  const finding = event.target.closest("[data-finding]");
  const place = finding && document.getElementById(finding.hash.slice(1));
  if (!place || !("setSelectionRange" in place)) return;
  event.preventDefault();
  place.scrollIntoView({ block: "center" });
  place.focus({ preventScroll: true });
  if (finding.dataset.start && place.tagName === "TEXTAREA") {
    place.setSelectionRange(Number(finding.dataset.start), Number(finding.dataset.end));
  }
});
