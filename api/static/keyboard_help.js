// The page of keys in a dialog over the present one.
const PAGE = "/help/keyboard";

export async function helpOfKeyboard() {
  const open = document.querySelector("dialog[open]");
  if (open) {
    open.close();
    return;
  }
  const answer = await fetch(PAGE);
  if (!answer.ok) {
    location.assign(PAGE);
    return;
  }
  const other = new DOMParser().parseFromString(await answer.text(), "text/html");
  const dialog = document.createElement("dialog");
  dialog.className = "help";
  dialog.setAttribute("aria-label", "快捷键");
  const close = document.createElement("button");
  close.className = "plain";
  close.textContent = "关闭";
  close.addEventListener("click", () => dialog.close());
  dialog.append(...other.querySelectorAll("[data-keyboard-help]"), close);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
