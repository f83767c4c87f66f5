// Weights: the number beside a slider follows it; what is as usual is left out of the address.
for (const form of document.querySelectorAll("[data-weights]")) {
  form.addEventListener("input", (event) => {
    const number = event.target.closest("label")?.querySelector("output");
    if (number) number.value = event.target.value;
  });
}
