// Draws one message as a bubble with its buttons. It must not know how messages arrive.
import { make, icon } from "/words.js";

const size = (bytes) => (bytes < 1024 ? `${bytes} B` : bytes < 1048576 ? `${(bytes / 1024).toFixed(0)} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

export const clockTime = (seconds, language) =>
  new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hour12: false }).format(seconds * 1000);

export const dayOf = (seconds) => new Date(seconds * 1000).toDateString();

export function dayLabel(seconds, now, language, said) {
  if (dayOf(seconds) === dayOf(now)) return said.today;
  return new Intl.DateTimeFormat(language, { day: "numeric", month: "long" }).format(seconds * 1000);
}

// `phone` offers: said, language, expanded (a Set of "message:index"), press, actions, view, follow, goTo.
export function drawMessage(message, phone) {
  const { said } = phone;
  const bubble = make("div", { class: "bubble" });
  if (message.reply_to) {
    bubble.append(make("button", { type: "button", class: "quoted", onclick: () => phone.goTo(message.reply_to.id) }, message.reply_to.text || "…"));
  }
  if (message.photo) bubble.append(drawPhoto(message, phone));
  if (message.document) bubble.append(drawDocument(message.document, said));
  if (message.text) {
    const text = make("div", { class: "text", dir: "auto" });
    text.innerHTML = message.html.replace(/^\/start \S+$/, "/start"); // made safe by the server: every character of the bot is escaped there
    for (const block of text.querySelectorAll("blockquote, pre")) { // the line break after a block is the block's own end
      const next = block.nextSibling;
      if (next?.nodeType === Node.TEXT_NODE && next.data.startsWith("\n")) next.data = next.data.slice(1);
    }
    finishQuotes(text, message, phone);
    for (const link of text.querySelectorAll("a")) {
      link.rel = "noopener noreferrer";
      link.target = "_blank";
      link.addEventListener("click", (event) => { if (phone.follow(link.href)) event.preventDefault(); });
    }
    for (const spoiler of text.querySelectorAll("tg-spoiler")) spoiler.addEventListener("click", () => spoiler.classList.add("shown"));
    bubble.append(text);
  }
  const stamp = `${message.edited ? `${said.edited} ` : ""}${clockTime(message.date, phone.language)}`;
  bubble.append(make("span", { class: "stamp" }, stamp, message.mine ? icon("check") : null));
  const more = make("button", { type: "button", class: "bubble-more", "aria-label": said.actions, "aria-haspopup": "menu", onclick: () => phone.actions(message, more) }, icon("down"));
  bubble.append(more);
  bubble.style.setProperty("--stamp-width", `${Math.ceil(stamp.length * 6.6) + (message.mine ? 20 : 8)}px`);
  bubble.addEventListener("click", (event) => {
    if (matchMedia("(hover: none)").matches && !event.target.closest("a, button, blockquote.folds, tg-spoiler") && getSelection().isCollapsed) phone.actions(message, more);
  });
  bubble.addEventListener("contextmenu", (event) => { event.preventDefault(); phone.actions(message, more); });

  const who = message.mine ? said.you : phone.botName;
  const article = make("article", { class: `message ${message.mine ? "mine" : "theirs"}`, "data-message-id": message.id, "aria-label": `${who}, ${stamp}`, tabindex: "-1" }, bubble);
  if (message.photo) article.classList.add("with-photo");
  if (message.keyboard.length) {
    article.classList.add("with-keyboard");
    article.append(drawKeyboard(message, phone));
  }
  return article;
}

function drawKeyboard(message, phone) {
  const keyboard = make("div", { class: "keyboard", role: "group" });
  for (const row of message.keyboard) {
    const line = make("div", { class: "row" });
    for (const button of row) {
      if (button.url) {
        line.append(make("a", { class: "key", href: button.url, target: "_blank", rel: "noopener noreferrer", onclick: (event) => { if (phone.follow(button.url)) event.preventDefault(); } }, make("span", {}, `${button.text} ↗`)));
        continue;
      }
      const key = make("button", { type: "button", class: "key", "data-callback": button.callback_data ?? "" }, make("span", {}, button.text));
      if (button.callback_data !== undefined) key.addEventListener("click", () => phone.press(message, button, key));
      else if (button.copy_text) key.addEventListener("click", () => phone.copy(button.copy_text.text));
      else if (button.switch_inline_query !== undefined) key.addEventListener("click", () => phone.copy(button.switch_inline_query));
      line.append(key);
    }
    keyboard.append(line);
  }
  return keyboard;
}

function drawPhoto(message, phone) {
  const { photo } = message;
  const alt = message.text ? message.text.slice(0, 200) : photo.name;
  const image = make("img", { src: photo.url, alt, width: photo.width, height: photo.height, decoding: "async" });
  image.addEventListener("load", () => phone.settle());
  return make("button", { type: "button", class: "photo", "aria-label": `${phone.said.photo}: ${alt}`, onclick: () => phone.view(photo, alt) }, image);
}

function drawDocument(file, said) {
  return make("a", { class: "document", href: `${file.url}?download`, download: file.name, "aria-label": `${said.download}: ${file.name}, ${size(file.size)}` },
    make("span", { class: "document-icon" }, icon("file")),
    make("span", { class: "document-words" }, make("b", {}, file.name), make("small", {}, `${size(file.size)} · ${said.download}`)));
}

// An expandable quotation shows three lines; a tap shows the rest, without asking anybody.
function finishQuotes(text, message, phone) {
  text.querySelectorAll("blockquote[expandable]").forEach((quote, index) => {
    const key = `${message.id}:${index}`;
    const inner = make("div", { class: "quote-text" });
    inner.append(...quote.childNodes);
    const toggle = make("button", { type: "button", class: "quote-toggle" }, icon("down"));
    const show = (open) => {
      quote.classList.toggle("open", open);
      toggle.setAttribute("aria-expanded", String(open));
      toggle.setAttribute("aria-label", open ? phone.said.collapse : phone.said.expand);
    };
    const turn = () => {
      const open = !quote.classList.contains("open");
      if (open) phone.expanded.add(key); else phone.expanded.delete(key);
      show(open);
    };
    toggle.addEventListener("click", (event) => { event.stopPropagation(); turn(); });
    quote.addEventListener("click", (event) => { if (!event.target.closest("a") && quote.classList.contains("folds")) turn(); });
    quote.append(inner, toggle);
    show(phone.expanded.has(key));
    requestAnimationFrame(() => {
      const folds = quote.classList.contains("open") || inner.scrollHeight > inner.clientHeight + 2;
      quote.classList.toggle("folds", folds);
      toggle.hidden = !folds;
    });
  });
}

export function flash(element) {
  if (!element) return;
  element.scrollIntoView({ block: "center", behavior: "smooth" });
  element.classList.add("flash");
  setTimeout(() => element.classList.remove("flash"), 1500);
}
