// The parts of one phone, empty: bar, log, composer. It must not know what they will hold.
import { make, icon } from "/words.js";

// Puts the parts on `phone` and returns the element that holds them all.
export function frame(phone) {
  const { said } = phone;
  phone.title = make("h2", {}, "…");
  phone.subtitle = make("p", { class: "subtitle", "aria-live": "off" });
  phone.log = make("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": said.log, tabindex: "0", onscroll: () => phone.scrolled() });
  phone.jump = make("button", { type: "button", class: "jump", "aria-label": said.toBottom, hidden: true, onclick: () => phone.toBottom(true) }, icon("down"));
  phone.toast = make("div", { class: "toast", role: "status", "aria-live": "polite" });
  phone.input = make("textarea", { rows: "1", placeholder: said.write, "aria-label": said.write, enterkeyhint: "send", maxlength: "4096", oninput: () => phone.typed(), onkeydown: (event) => phone.keyed(event) });
  phone.file = make("input", { type: "file", hidden: true, tabindex: "-1", "aria-hidden": "true", onchange: () => phone.upload() });
  phone.slash = make("button", { type: "button", class: "round slash", "aria-label": said.commands, "aria-expanded": "false", hidden: true, onclick: () => phone.toggleCommands() }, icon("slash"));
  phone.sendButton = make("button", { type: "submit", class: "round send", "aria-label": said.send }, icon("send"));
  phone.context = make("div", { class: "context", hidden: true });
  phone.commands = make("div", { class: "commands", role: "menu", "aria-label": said.commands, hidden: true });
  phone.replyKeyboard = make("div", { class: "reply-keyboard", role: "group", hidden: true });
  phone.composer = make("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); phone.send(); } },
    phone.slash,
    phone.input,
    make("button", { type: "button", class: "round attach", "aria-label": said.attach, onclick: () => phone.file.click() }, icon("attach")),
    phone.file, phone.sendButton);
  phone.startBar = make("div", { class: "start-bar", hidden: true });
  phone.offline = make("p", { class: "offline", role: "status", hidden: true }, said.offline);
  const more = make("button", { type: "button", class: "round", "aria-label": said.more, "aria-haspopup": "menu", onclick: () => phone.options(more) }, icon("more"));
  return make("section", { class: "phone", lang: phone.language, "aria-label": `${said.phoneOf} ${phone.person.first_name}`, "data-person": phone.person.id },
    make("header", { class: "bar" },
      make("button", { type: "button", class: "round", "aria-label": said.back, onclick: () => phone.stage.pick(phone) }, icon("back")),
      make("div", { class: "avatar", "aria-hidden": "true" }, "S"),
      make("div", { class: "names" }, phone.title, phone.subtitle), more),
    phone.offline, phone.log, phone.jump, phone.toast, phone.commands, phone.context, phone.replyKeyboard, phone.composer, phone.startBar);
}

// What an empty chat shows: who the bot is, and the invitation that the person received.
export function greeting(phone) {
  const { bot, description } = phone.chat;
  const invitation = phone.person.start ? make("p", { class: "invitation" }, phone.said.received, make("b", {}, `t.me/${bot.username}?start=${phone.person.start}`)) : null;
  return make("div", { class: "empty" }, make("div", { class: "avatar large", "aria-hidden": "true" }, "S"), make("h3", {}, bot.name), make("p", {}, description), invitation);
}

export const replyRows = (phone, rows) => rows.map((row) => make("div", { class: "row" }, ...row.map((button) =>
  make("button", { type: "button", class: "key", onclick: () => phone.do("text", { text: button.text }) }, make("span", {}, button.text)))));

// What stands above the composer while a message is answered or edited.
export function banner(phone, message) {
  const { said } = phone;
  const stop = () => {
    if (phone.editing) { phone.input.value = ""; phone.typed(); }
    phone.about(null, null);
  };
  return [
    make("div", {}, make("b", {}, phone.replying ? said.replying : said.editing), make("span", {}, message.text.slice(0, 90) || "…")),
    make("button", { type: "button", class: "round", "aria-label": said.stop, onclick: stop }, icon("close")),
  ];
}

export function commandRow(phone, { command, description }) {
  const choose = () => {
    phone.toggleCommands(false);
    phone.input.value = "";
    phone.typed();
    phone.do("text", { text: `/${command}` });
  };
  return make("button", { type: "button", role: "menuitem", onclick: choose }, make("b", {}, `/${command}`), make("span", {}, description));
}
