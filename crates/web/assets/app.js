// Comforts for those who have JavaScript; every page works without it.
import { initAll } from "./nhsuk-frontend-10.6.1.min.js";

initAll();

// A "Now" button beside each pair of date and time boxes.
const two = (number) => String(number).padStart(2, "0");

function nowButton(group) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "app-link-button";
  button.textContent = "Now";
  const hidden = document.createElement("span");
  hidden.className = "nhsuk-u-visually-hidden";
  hidden.textContent = ` for ${group.dataset.label}`;
  button.append(hidden);
  button.addEventListener("click", () => {
    const [date, time] = group.querySelectorAll("input");
    const now = new Date();
    date.value = now.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
    time.value = `${two(now.getHours())}:${two(now.getMinutes())}`;
    time.focus();
  });
  group.append(button);
}

document.querySelectorAll("[data-now]").forEach(nowButton);

// Ask before leaving a page on which something was typed and not saved.
const entry = document.querySelector("form[data-entry]");
if (entry) {
  let dirty = false;
  entry.addEventListener("input", () => (dirty = true));
  entry.addEventListener("submit", () => (dirty = false));
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
}
