// The reader: what is shown stays as the person left it; the outline follows the text.
const KEY = "lianjian-reader";

const boxes = [...document.querySelectorAll("[data-reader] .reader-bar input")];
let kept = {};
try {
  kept = JSON.parse(localStorage.getItem(KEY) ?? "{}");
} catch {
  kept = {};
}
for (const box of boxes) {
  if (box.id in kept) box.checked = kept[box.id];
  box.addEventListener("change", () => {
    kept[box.id] = box.checked;
    localStorage.setItem(KEY, JSON.stringify(kept));
  });
}

const entries = new Map(
  [...document.querySelectorAll(".outline a")].map((link) => [link.hash.slice(1), link]),
);
const seen = new IntersectionObserver((changes) => {
  for (const { target, isIntersecting } of changes) {
    if (!isIntersecting) continue;
    for (const link of entries.values()) link.removeAttribute("aria-current");
    entries.get(target.id)?.setAttribute("aria-current", "true");
  }
}, { rootMargin: "-15% 0px -75% 0px" });
for (const anchor of entries.keys()) {
  const place = document.getElementById(anchor);
  if (place) seen.observe(place);
}
