// One phone: a person's chat with the bot, drawn from what the server tells. It must not know the other phones.
import { words, languageOf, make, ask } from "/words.js";
import { showAlert, showPicture, showMenu, showToast, askLink } from "/dialogs.js";
import { frame, greeting, replyRows, banner, commandRow } from "/frame.js";
import { drawMessage, dayLabel, dayOf, flash } from "/message.js";

const NEAR_BOTTOM = 80;
const PRESS_PATIENCE = 10000;

export class Phone {
  // `stage` offers: pick(phone), close(phone), direct(), now()
  constructor(person, stage) {
    this.person = person;
    this.stage = stage;
    this.language = languageOf(person.language_code);
    this.said = words[this.language];
    this.expanded = new Set();
    this.messages = new Map();
    this.pressed = new Map();
    this.botName = "";
    this.chat = null;
    this.replying = null;
    this.editing = null;
    this.element = frame(this);
    this.connect();
  }

  address(name) { return `/phone/people/${this.person.id}/${name}`; }

  connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.socket = new WebSocket(`${scheme}://${location.host}${this.address("events")}`);
    this.socket.onmessage = (told) => this.heard(JSON.parse(told.data));
    this.socket.onopen = () => { this.offline.hidden = true; };
    this.socket.onclose = () => { if (!this.gone) { this.offline.hidden = false; setTimeout(() => this.gone || this.connect(), 800); } };
  }

  leave() { this.gone = true; this.socket.close(); this.element.remove(); }

  heard(event) {
    switch (event.type) {
      case "chat": this.begin(event.chat); break;
      case "message": this.show(event.message); break;
      case "deleted": this.drop(event.message_id); break;
      case "typing": this.typing(event.seconds); break;
      case "answer": this.answered(event); break;
      case "blocked": this.chat.blocked = event.blocked; this.settleBars(); break;
      case "profile": this.chat.commands = event.commands; this.chat.description = event.description; this.settleBars(); break;
      case "reply_keyboard": this.chat.reply_keyboard = event.reply_keyboard; this.settleBars(); break;
    }
  }

  begin(chat) {
    this.chat = chat;
    this.botName = chat.bot.name;
    this.title.textContent = chat.title;
    this.messages.clear();
    this.log.replaceChildren();
    for (const message of chat.messages) this.show(message, true);
    this.typing(chat.typing ? 5 : 0);
    this.settleBars();
    this.toBottom();
    this.element.dataset.ready = "true";
  }

  show(message, quietly = false) {
    const known = this.messages.get(message.id);
    const atBottom = this.isAtBottom();
    const drawn = drawMessage(message, this);
    if (known) {
      const focused = known.element.contains(document.activeElement) ? document.activeElement.dataset.callback : undefined;
      known.element.replaceWith(drawn);
      if (focused !== undefined) (drawn.querySelector(`[data-callback="${CSS.escape(focused)}"]`) ?? drawn.querySelector(".key") ?? drawn).focus({ preventScroll: true });
    } else {
      const last = [...this.messages.values()].at(-1);
      if (!last || dayOf(last.message.date) !== dayOf(message.date)) {
        this.log.append(make("p", { class: "day" }, make("span", {}, dayLabel(message.date, this.stage.now(), this.language, this.said))));
      }
      this.log.append(drawn);
      if (!message.mine) this.typing(0);
    }
    this.messages.set(message.id, { message, element: drawn });
    if (message.mine && this.chat && !this.chat.opened) { this.chat.opened = true; this.settleBars(); }
    if (!quietly && (atBottom || (message.mine && !known))) this.toBottom();
    else this.scrolled();
  }

  drop(identity) {
    this.messages.get(identity)?.element.remove();
    this.messages.delete(identity);
  }

  typing(seconds) {
    clearTimeout(this.typingTimer);
    this.subtitle.classList.toggle("is-typing", seconds > 0);
    this.subtitle.textContent = seconds > 0 ? this.said.typing : this.chat?.blocked ? this.said.blocked : `${this.said.bot} · ${this.person.label || this.person.first_name}`;
    if (seconds > 0) this.typingTimer = setTimeout(() => this.typing(0), seconds * 1000);
  }

  settleBars() {
    const { chat, said } = this;
    const stopped = chat.blocked || !chat.opened;
    this.composer.hidden = stopped;
    this.startBar.hidden = !stopped;
    this.element.querySelector(".empty")?.remove();
    if (chat.blocked) this.startBar.replaceChildren(make("button", { type: "button", class: "start", onclick: () => this.do("block", { blocked: false }) }, said.unblock));
    else if (!chat.opened) {
      this.startBar.replaceChildren(make("button", { type: "button", class: "start", onclick: () => this.do("start", { payload: this.person.start }) }, said.start));
      this.log.append(greeting(this));
    }
    this.slash.hidden = !chat.commands.length;
    const rows = chat.reply_keyboard?.keyboard ?? [];
    this.replyKeyboard.hidden = stopped || !rows.length;
    this.replyKeyboard.replaceChildren(...replyRows(this, rows));
    this.typing(0);
    this.fillCommands("");
  }

  async do(name, body) {
    try { return await ask("POST", this.address(name), body); }
    catch (error) { this.say(`${this.said.failed}: ${error.message}`); return null; }
  }

  async send() {
    const text = this.input.value.trim();
    if (!text) return;
    const body = this.editing ? { message_id: this.editing.id, text } : { text, reply_to: this.replying?.id };
    const name = this.editing ? "edit" : "text";
    this.input.value = "";
    this.typed();
    this.about(null, null);
    this.toBottom();
    if (await this.do(name, body) === null) { this.input.value = text; this.typed(); }
  }

  async upload() {
    const [file] = this.file.files;
    if (!file) return;
    const form = new FormData();
    form.append("file", file, file.name);
    form.append("caption", this.input.value.trim());
    form.append("as", /^image\/(png|jpeg|gif|webp)$/.test(file.type) ? "photo" : "document");
    this.file.value = "";
    this.input.value = "";
    this.typed();
    await this.do("upload", form);
  }

  async press(message, button, key) {
    key.classList.add("waiting");
    key.setAttribute("aria-busy", "true");
    const done = () => { key.classList.remove("waiting"); key.removeAttribute("aria-busy"); };
    setTimeout(done, PRESS_PATIENCE);
    const made = await this.do("press", { message_id: message.id, data: button.callback_data });
    if (!made || this.early?.delete(made.query_id)) done();
    else this.pressed.set(made.query_id, done);
  }

  answered(event) {
    const done = this.pressed.get(event.query_id);
    if (done) { done(); this.pressed.delete(event.query_id); }
    else (this.early ??= new Set()).add(event.query_id);
    if (!event.text) return;
    if (event.alert) this.alert(event.text); else this.say(event.text);
  }

  say(text) { showToast(this, text); }
  alert(text) { showAlert(this, text); }
  view(photo, alt) { showPicture(this, photo, alt); }

  actions(message) {
    const { said } = this;
    showMenu(this, said.actions, [
      [said.reply, () => this.about(message, null)],
      message.mine && !message.photo && !message.document && [said.edit, () => this.about(null, message)],
      message.text && [said.copy, () => this.copy(message.text)],
    ]);
  }

  options() {
    const { said } = this;
    showMenu(this, said.more, [
      [said.openLink, () => askLink(this, (told) => this.follow(told) || this.do("start", { payload: told }))],
      !this.chat.blocked && this.chat.opened && [said.block, () => this.do("block", { blocked: true })],
      [said.panelTitle, () => this.stage.direct()],
      [said.closePhone, () => this.stage.close(this)],
    ]);
  }

  // A link to this bot starts it here, as Telegram does; anything else opens outside. Returns whether it was ours.
  follow(address) {
    const found = /(?:t\.me\/|tg:\/\/resolve\/?\?domain=)([A-Za-z0-9_]+)(?:[?&]start=([A-Za-z0-9_-]*))?/.exec(address);
    if (!found || found[1].toLowerCase() !== this.chat.bot.username.toLowerCase()) return false;
    this.do("start", { payload: found[2] ?? "" });
    return true;
  }

  about(replying, editing) {
    this.replying = replying;
    this.editing = editing;
    const message = replying ?? editing;
    this.context.hidden = !message;
    if (!message) return;
    this.context.replaceChildren(...banner(this, message));
    if (editing) { this.input.value = editing.text; this.typed(); }
    this.input.focus();
  }

  async copy(text) { try { await navigator.clipboard.writeText(text); } catch { /* a browser may forbid it */ } }

  typed() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 120)}px`;
    this.composer.classList.toggle("has-text", this.input.value.trim() !== "");
    const asks = /^\/\w*$/.test(this.input.value);
    if (asks || !this.commands.hidden) this.fillCommands(this.input.value);
    if (asks !== !this.commands.hidden) this.toggleCommands(asks);
  }

  keyed(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.send(); }
    else if (event.key === "Escape") { this.toggleCommands(false); this.about(null, null); }
    else if (event.key === "ArrowUp" && !this.input.value) {
      const own = [...this.messages.values()].filter(({ message }) => message.mine && !message.photo && !message.document).at(-1);
      if (own) { event.preventDefault(); this.about(null, own.message); }
    }
  }

  fillCommands(begun) {
    const fitting = (this.chat?.commands ?? []).filter(({ command }) => `/${command}`.startsWith(begun || "/"));
    this.commands.replaceChildren(...fitting.map((command) => commandRow(this, command)));
  }

  toggleCommands(open = this.commands.hidden) {
    if (open) this.fillCommands("");
    this.commands.hidden = !open || !this.commands.childElementCount;
    this.slash.setAttribute("aria-expanded", String(!this.commands.hidden));
  }

  goTo(identity) { flash(this.messages.get(identity)?.element); }
  isAtBottom() { return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_BOTTOM; }
  settle() { if (this.stuck) this.toBottom(); }
  scrolled() { this.stuck = this.isAtBottom(); this.jump.hidden = this.stuck; }
  toBottom(smooth = false) { this.stuck = true; this.log.scrollTo({ top: this.log.scrollHeight, behavior: smooth ? "smooth" : "instant" }); this.jump.hidden = true; }
}
