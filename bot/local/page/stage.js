// The page around the phones: who is shown, in which theme and language. It must not know what a chat holds.
import { words, languageOf, make, ask } from "/words.js";
import { Phone } from "/phone.js";
import { Panel } from "/panel.js";

const stage = document.getElementById("stage");
const phones = [];
let people = [];
let language = localStorage.getItem("language") || languageOf(navigator.language);
let clockAhead = 0;

const host = {
  now: () => Date.now() / 1000 + clockAhead,
  moved(now) { clockAhead = now - Date.now() / 1000; },
  pick(phone) { const place = phones.indexOf(phone); replace(place, null); },
  direct() { panel.toggle(true); },
  close(phone) { replace(phones.indexOf(phone), undefined); },
  async open(identity) { await load(); show([...chosen().filter((known) => known !== identity), identity]); },
};
const panel = new Panel(document.getElementById("panel"), document.getElementById("open-panel"), host);

function chosen() {
  const told = new URLSearchParams(location.search).get("person") ?? new URLSearchParams(location.hash.slice(1)).get("person") ?? "";
  return told.split(",").map(Number).filter((identity) => people.some((person) => person.id === identity));
}

function remember(identities) {
  const address = new URL(location.href);
  address.hash = "";
  if (identities.length) address.searchParams.set("person", identities.join(","));
  else address.searchParams.delete("person");
  history.replaceState(null, "", address.href.replaceAll("%2C", ","));
}

function replace(place, person) {
  const identities = phones.map((phone) => phone.person.id);
  if (person) identities[place] = person.id; else identities.splice(place, 1);
  show(identities);
  if (person === null) document.querySelector(".picker button")?.focus();
}

function show(identities) {
  remember(identities);
  for (const phone of phones.filter(({ person }) => !identities.includes(person.id))) { phone.leave(); phones.splice(phones.indexOf(phone), 1); }
  for (const identity of identities) {
    if (phones.some(({ person }) => person.id === identity)) continue;
    phones.push(new Phone(people.find((person) => person.id === identity), host));
  }
  phones.sort((one, other) => identities.indexOf(one.person.id) - identities.indexOf(other.person.id));
  document.body.classList.toggle("has-phones", phones.length > 0);
  draw();
}

function draw() {
  const said = words[language];
  document.documentElement.lang = language;
  document.getElementById("tagline").textContent = said.tagline;
  document.getElementById("language").setAttribute("aria-label", said.language);
  document.getElementById("language").value = language;
  document.getElementById("theme").textContent = isDark() ? said.light : said.dark;
  document.getElementById("theme").setAttribute("aria-label", `${said.theme}: ${isDark() ? said.light : said.dark}`);
  panel.draw(said);
  stage.querySelector(".picker")?.remove();
  const elements = phones.map((phone) => phone.element);
  for (const element of elements) if (element.parentElement !== stage) stage.append(element);
  const left = people.filter((person) => !phones.some((phone) => phone.person.id === person.id));
  if (left.length || !phones.length) stage.append(picker(left, said));
}

function picker(left, said) {
  const list = make("ul", {}, ...left.map((person) => make("li", {}, make("button", { type: "button", "data-pick": person.id, lang: languageOf(person.language_code), onclick: () => { show([...phones.map((phone) => phone.person.id), person.id]); phones.at(-1).element.querySelector(".log").focus(); } },
    make("span", { class: "avatar", "aria-hidden": "true" }, person.first_name.slice(0, 1)),
    make("span", { class: "who" }, make("b", {}, person.label || person.first_name), make("small", {}, [person.language_code, person.username && `@${person.username}`, person.start && said.link].filter(Boolean).join(" · ")))))));
  return make("section", { class: "picker", "aria-labelledby": "pick-title" },
    make("h2", { id: "pick-title" }, phones.length ? said.addPhone : said.pick),
    make("p", {}, left.length ? said.pickHint : said.nobody), list);
}

const isDark = () => (document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

document.getElementById("theme").addEventListener("click", () => {
  const theme = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  localStorage.setItem("theme", theme);
  draw();
});
document.getElementById("language").addEventListener("change", (event) => {
  language = event.target.value;
  localStorage.setItem("language", language);
  draw();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);

async function load() { people = await ask("GET", "/phone/people"); }

const theme = new URLSearchParams(location.search).get("theme") || localStorage.getItem("theme");
if (theme) document.documentElement.dataset.theme = theme;
await load();
show(chosen());
