// The director's panel: time, network, people and numbers. It must not know how phones are drawn.
import { make, ask } from "/words.js";

const MILLISECONDS = [0, 50, 300, 1000, 3000];

export class Panel {
  constructor(element, opener, host) {
    this.element = element;
    this.opener = opener;
    this.host = host;
    opener.addEventListener("click", () => this.toggle());
    element.addEventListener("keydown", (event) => { if (event.key === "Escape") { this.toggle(false); opener.focus(); } });
  }

  toggle(open = this.element.hidden) {
    this.element.hidden = !open;
    this.opener.setAttribute("aria-expanded", String(open));
    document.body.classList.toggle("has-panel", open);
    clearInterval(this.timer);
    if (open) { this.refresh(); this.timer = setInterval(() => this.refresh(), 2000); this.element.querySelector("button").focus(); }
  }

  draw(said) {
    this.said = said;
    this.opener.replaceChildren(said.panel);
    this.opener.setAttribute("aria-label", said.panelTitle);
    this.time = make("output", { class: "time" });
    this.hint = make("p", { class: "hint" }, said.clockHint);
    const forward = (label, seconds) => make("button", { type: "button", "data-forward": seconds, onclick: () => this.tell("POST", "clock", { forward: seconds }) }, label);
    this.next = make("button", { type: "button", "data-next": true, disabled: true, onclick: () => this.tell("POST", "clock", { to: "next" }) }, said.next);
    this.latency = make("select", { id: "latency", onchange: () => this.tell("POST", "latency", { ms: Number(this.latency.value) }) }, ...MILLISECONDS.map((ms) => make("option", { value: ms }, `${ms} ms`)));
    this.outage = make("input", { type: "checkbox", id: "outage", onchange: () => this.tell("POST", "outage", { on: this.outage.checked }) });
    this.name = make("input", { type: "text", id: "new-name", required: true, autocomplete: "off" });
    this.spoken = make("select", { id: "new-language" }, ...["es", "pt", "en"].map((code) => make("option", { value: code }, code)));
    this.numbers = make("p", { class: "numbers" });
    this.element.setAttribute("aria-label", said.panelTitle);
    this.element.replaceChildren(
      make("div", { class: "panel-top" }, make("h2", {}, said.panelTitle), make("button", { type: "button", class: "tool", "aria-label": said.close, onclick: () => { this.toggle(false); this.opener.focus(); } }, "×")),
      make("section", {}, make("h3", {}, said.clock), this.time, make("div", { class: "buttons" }, forward(said.hour, 3600), forward(said.day, 86400), forward(said.week, 604800), this.next), this.hint),
      make("section", {}, make("h3", {}, said.network), make("label", { for: "latency" }, said.latency, this.latency), make("label", { for: "outage", class: "check" }, this.outage, said.outage)),
      make("section", {}, make("h3", {}, said.people), make("form", { onsubmit: (event) => { event.preventDefault(); this.add(); } }, make("label", { for: "new-name" }, said.name, this.name), make("label", { for: "new-language" }, said.spoken, this.spoken), make("button", { type: "submit" }, said.add))),
      make("section", {}, make("h3", {}, said.numbers), this.numbers));
    if (!this.element.hidden) this.refresh();
  }

  async tell(method, name, body) { await ask(method, `/control/${name}`, body); await this.refresh(); }

  async add() {
    const person = await ask("POST", "/phone/people", { first_name: this.name.value.trim(), language_code: this.spoken.value });
    this.name.value = "";
    await this.host.open(person.id);
  }

  async refresh() {
    const [state, totals] = await Promise.all([ask("GET", "/control/state"), ask("GET", "/control/totals")]);
    this.host.moved(state.now);
    this.time.textContent = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "full", timeStyle: "short" }).format(state.now * 1000);
    this.next.disabled = state.ahead === null;
    this.next.title = state.ahead === null ? this.said.nothingAhead : new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(state.ahead * 1000);
    if (document.activeElement !== this.latency) {
      if (![...this.latency.options].some((option) => Number(option.value) === state.latency_ms)) this.latency.append(make("option", { value: state.latency_ms }, `${state.latency_ms} ms`));
      this.latency.value = String(state.latency_ms);
    }
    this.outage.checked = state.outage;
    const sum = (name) => Object.values(totals).reduce((total, each) => total + each[name], 0);
    const expired = state.bots.flatMap((bot) => Object.values(bot.expired)).reduce((total, each) => total + each, 0);
    const pending = state.bots.reduce((total, bot) => total + bot.pending, 0);
    const connected = state.bots.some((bot) => bot.connected);
    this.numbers.textContent = connected
      ? `${sum("calls")} ${this.said.calls} · ${((sum("bytes_in") + sum("bytes_out")) / 1024).toFixed(0)} KB ${this.said.bytes} · ${pending} ${this.said.pending} · ${expired} ${this.said.expired}`
      : this.said.unconnected;
  }
}
