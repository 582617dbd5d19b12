// What covers a phone for a moment: alerts, menus, a picture, a question. It must not know the chat.
import { make, icon } from "/words.js";

function open(phone, kind, label, ...children) {
  const dialog = make("dialog", { class: kind, "aria-label": label, lang: phone.language, onclose: () => dialog.remove() }, ...children);
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  phone.element.append(dialog);
  dialog.showModal();
  return dialog;
}

export function showAlert(phone, text) {
  const dialog = open(phone, "alert", text, make("p", {}, text), make("button", { type: "button", class: "plain", autofocus: true, onclick: () => dialog.close() }, phone.said.ok));
  dialog.setAttribute("role", "alertdialog");
}

export function showPicture(phone, photo, alt) {
  const dialog = open(phone, "viewer", alt,
    make("div", { class: "viewer-bar" },
      make("a", { class: "round", href: `${photo.url}?download`, download: photo.name, "aria-label": phone.said.download }, icon("download")),
      make("button", { type: "button", class: "round", "aria-label": phone.said.close, onclick: () => dialog.close() }, icon("close"))),
    make("img", { src: photo.url, alt }));
}

// `items` are [label, act] or false.
export function showMenu(phone, label, items) {
  const dialog = open(phone, "sheet", label, make("div", { role: "menu" }, ...items.filter(Boolean).map(([text, act]) =>
    make("button", { type: "button", role: "menuitem", onclick: () => { dialog.close(); act(); } }, text))));
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...dialog.querySelectorAll("[role=menuitem]")];
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
  });
}

export function askLink(phone, act) {
  const { said } = phone;
  const field = make("input", { type: "text", "aria-label": said.openLink, placeholder: said.openLinkHint, autocomplete: "off" });
  const submit = (event) => {
    event.preventDefault();
    dialog.close();
    if (field.value.trim()) act(field.value.trim());
  };
  const dialog = open(phone, "alert", said.openLink,
    make("form", { onsubmit: submit }, make("p", {}, said.openLink), field,
      make("div", { class: "choices" },
        make("button", { type: "button", class: "plain", onclick: () => dialog.close() }, said.cancel),
        make("button", { type: "submit", class: "plain" }, said.open))));
  field.focus();
}

export function showToast(phone, text) {
  clearTimeout(phone.toastTimer);
  phone.toast.textContent = text;
  phone.toast.classList.add("shown");
  phone.toastTimer = setTimeout(() => phone.toast.classList.remove("shown"), Math.max(3000, text.length * 60));
}
