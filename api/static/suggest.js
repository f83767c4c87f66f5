// Hints under the search box: arrows choose, Enter goes there, Escape puts them away.
const PAUSE = 180;

function pathOf(one) {
  if (one.document) return `/documents/${one.document}`;
  const asked = new URLSearchParams(one.where ? { where: one.where } : { q: one.text });
  return `/search?${asked}`;
}

export function suggest(input) {
  if (!input) return;
  const list = document.createElement("ul");
  list.className = "hints";
  list.id = "find-hints";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "提示");
  list.hidden = true;
  input.after(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-autocomplete", "list");
  let timer = 0;
  let chosen = -1;
  let asked = "";

  function close() {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(step) {
    const options = [...list.children];
    if (!options.length) return;
    chosen = (chosen + step + options.length + 1) % (options.length + 1);
    options.forEach((one, n) => one.setAttribute("aria-selected", String(n === chosen)));
    if (chosen < options.length) input.setAttribute("aria-activedescendant", options[chosen].id);
    else input.removeAttribute("aria-activedescendant");
  }

  function show(found) {
    list.replaceChildren(...found.map((one, n) => {
      const option = document.createElement("li");
      option.id = `find-hint-${n}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const link = document.createElement("a");
      link.href = pathOf(one);
      link.tabIndex = -1;
      link.textContent = one.text;
      const note = document.createElement("span");
      note.textContent = one.note;
      link.append(note);
      option.append(link);
      return option;
    }));
    chosen = -1;
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
  }

  async function ask() {
    const words = input.value.trim();
    if (words === asked) return;
    asked = words;
    if (words.length < 2) {
      close();
      return;
    }
    const answer = await fetch(`${input.dataset.suggest}?${new URLSearchParams({ q: words })}`);
    if (answer.ok && words === asked) show(await answer.json());
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && list.children[chosen]) {
      event.preventDefault();
      list.children[chosen].querySelector("a").click();
    }
  });
  input.addEventListener("blur", () => setTimeout(close, 200));
}
