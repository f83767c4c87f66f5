// Light and dark without a new page: the same cookie that the form sets.
const YEAR = 365 * 24 * 3600;

function isDark(root) {
  if (root.dataset.theme !== "auto") return root.dataset.theme === "dark";
  return window.matchMedia("(prefers-color-scheme: dark)").matches;
}

export function toggleTheme() {
  const button = document.querySelector("[data-theme-toggle]");
  if (!button) return;
  button.form.addEventListener("submit", (event) => {
    event.preventDefault();
    const root = document.documentElement;
    const chosen = isDark(root) ? "light" : "dark";
    root.dataset.theme = chosen;
    document.cookie = `lianjian-theme=${chosen}; path=/; max-age=${YEAR}; samesite=strict`;
  });
}
