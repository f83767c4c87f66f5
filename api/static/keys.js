// Keys: "/" finds, "?" helps, "g" and a letter goes to a room, "j" "k" "o" walk a list.
import { helpOfKeyboard } from "./keyboard_help.js";

const TYPED = "input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, [contenteditable]";
const PATIENCE = 1200;

export function isTyping(target) {
  return target instanceof Element && target.closest(TYPED) !== null;
}

function goTo(letter) {
  const link = document.querySelector(`[data-go="${CSS.escape(letter)}"]`);
  if (link) location.assign(link.href);
}

function walk(step) {
  const entries = [...document.querySelectorAll("[data-entry]")];
  if (!entries.length) return;
  const now = entries.findIndex((one) => one.contains(document.activeElement));
  const next = entries[Math.min(entries.length - 1, Math.max(0, now + step))];
  const link = next.matches("a") ? next : next.querySelector("a");
  link?.focus();
  next.scrollIntoView({ block: "nearest" });
}

export function listenForKeys() {
  let going = 0;
  const keys = {
    "/": () => document.getElementById("find")?.focus(),
    "?": () => helpOfKeyboard(),
    j: () => walk(1),
    k: () => walk(-1),
    o: () => document.activeElement?.closest("[data-entry]")?.querySelector("a")?.click(),
    g: () => { going = Date.now(); },
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isTyping(event.target)) event.target.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (Date.now() - going < PATIENCE) {
      going = 0;
      goTo(event.key);
      return;
    }
    if (event.defaultPrevented || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  document.querySelector("[data-keyboard]")?.addEventListener("click", (event) => {
    event.preventDefault();
    helpOfKeyboard();
  });
}
