// What every page has: keys, the theme, the menu of a phone, confirmations. All works without it.
import { toggleTheme } from "./theme.js";
import { listenForKeys } from "./keys.js";
import { suggest } from "./suggest.js";

toggleTheme();
listenForKeys();
suggest(document.querySelector("[data-suggest]"));

const drawer = document.querySelector("[data-drawer]");
const wide = window.matchMedia("(min-width: 61rem)");
if (drawer) {
  const settle = () => { drawer.open = wide.matches; };
  settle();
  wide.addEventListener("change", settle);
}

document.addEventListener("submit", (event) => {
  const question = event.target.dataset?.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const back = event.target.closest("[data-back]");
  if (back && history.length > 1) {
    event.preventDefault();
    history.back();
  }
  const person = document.querySelector(".person[open]");
  if (person && !person.contains(event.target)) person.open = false;
});
