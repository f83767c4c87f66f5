// Review by keys: a accepts, r rejects, e edits, n goes on; words selected in the sentence become
// the evidence.
import { isTyping } from "./keys.js";

const task = document.querySelector("[data-task]");

function press(key) {
  const button = task.querySelector(`[data-key="${key}"]`);
  if (!button) return false;
  button.click();
  return true;
}

if (task) {
  const edit = task.querySelector("[data-edit]");
  const words = document.getElementById("f-words");
  const sentence = task.querySelector("[data-words]");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "e") {
      edit.open = true;
      document.getElementById("f-label").focus();
      event.preventDefault();
    } else if (["a", "r", "n"].includes(event.key) && press(event.key)) {
      event.preventDefault();
    }
  });
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (!edit.open || selection.isCollapsed) return;
    if (sentence.contains(selection.anchorNode) && sentence.contains(selection.focusNode)) {
      words.value = selection.toString();
    }
  });
}
