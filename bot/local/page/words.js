// What the page itself says, in three languages of equal standing. It must not know what the bot says.

export const words = {
  es: {
    tagline: "Teléfono de ensayo: nada de lo que escriba aquí sale de este equipo.",
    pick: "¿Quién tiene el teléfono?", pickHint: "Elija a una persona. Cada una conserva su conversación.",
    nobody: "Todavía no hay personas. Agregue una desde el panel.", opened: "Conversación abierta", link: "con enlace de invitación",
    back: "Cambiar de persona", more: "Más opciones", bot: "bot", typing: "escribiendo", blocked: "bloqueado",
    log: "Mensajes", write: "Mensaje", send: "Enviar", attach: "Adjuntar un archivo", commands: "Comandos",
    start: "INICIAR", received: "Recibió este enlace de invitación:", unblock: "Desbloquear el bot", block: "Bloquear el bot",
    openLink: "Abrir un enlace o código de invitación", openLinkHint: "Pegue aquí el enlace o el código", open: "Abrir", cancel: "Cancelar",
    reply: "Responder", edit: "Editar", copy: "Copiar el texto", actions: "Opciones del mensaje", edited: "editado", you: "Usted",
    replying: "Responde a", editing: "Edita su mensaje", stop: "Dejar de responder o editar", expand: "Mostrar todo", collapse: "Mostrar menos",
    photo: "Foto. Abrir en pantalla completa", download: "Descargar", close: "Cerrar", today: "Hoy", ok: "Entendido",
    offline: "Sin conexión con el servidor. Reintentando…", failed: "No se pudo", toBottom: "Ir al último mensaje", addPhone: "Otro teléfono",
    closePhone: "Cerrar este teléfono", dark: "Oscuro", light: "Claro", theme: "Tema", language: "Idioma de la página", panel: "Dirección",
    phoneOf: "Teléfono de", panelTitle: "Dirección del ensayo", clock: "Reloj", hour: "+1 hora", day: "+1 día", week: "+7 días", next: "Al próximo recordatorio", nothingAhead: "No hay nada previsto",
    clockHint: "Solo avanza. El bot vive en esta hora.", network: "Red", latency: "Demora por llamada", outage: "Telegram fuera de servicio",
    people: "Personas", name: "Nombre", spoken: "Idioma", add: "Agregar y abrir", numbers: "Cuentas", calls: "llamadas del bot",
    bytes: "enviados al bot y por el bot", pending: "novedades en espera", expired: "vencidas", unconnected: "El bot todavía no se conectó.", menu: "Menú",
  },
  pt: {
    tagline: "Telefone de ensaio: nada do que você escrever aqui sai deste computador.",
    pick: "Quem está com o telefone?", pickHint: "Escolha uma pessoa. Cada uma mantém a sua conversa.",
    nobody: "Ainda não há pessoas. Adicione uma pelo painel.", opened: "Conversa aberta", link: "com link de convite",
    back: "Trocar de pessoa", more: "Mais opções", bot: "bot", typing: "digitando", blocked: "bloqueado",
    log: "Mensagens", write: "Mensagem", send: "Enviar", attach: "Anexar um arquivo", commands: "Comandos",
    start: "INICIAR", received: "Recebeu este link de convite:", unblock: "Desbloquear o bot", block: "Bloquear o bot",
    openLink: "Abrir um link ou código de convite", openLinkHint: "Cole aqui o link ou o código", open: "Abrir", cancel: "Cancelar",
    reply: "Responder", edit: "Editar", copy: "Copiar o texto", actions: "Opções da mensagem", edited: "editada", you: "Você",
    replying: "Responde a", editing: "Edita a sua mensagem", stop: "Deixar de responder ou editar", expand: "Mostrar tudo", collapse: "Mostrar menos",
    photo: "Foto. Abrir em tela cheia", download: "Baixar", close: "Fechar", today: "Hoje", ok: "Entendi",
    offline: "Sem conexão com o servidor. Tentando de novo…", failed: "Não foi possível", toBottom: "Ir para a última mensagem", addPhone: "Outro telefone",
    closePhone: "Fechar este telefone", dark: "Escuro", light: "Claro", theme: "Tema", language: "Idioma da página", panel: "Direção",
    phoneOf: "Telefone de", panelTitle: "Direção do ensaio", clock: "Relógio", hour: "+1 hora", day: "+1 dia", week: "+7 dias", next: "Ao próximo lembrete", nothingAhead: "Não há nada previsto",
    clockHint: "Só avança. O bot vive nesta hora.", network: "Rede", latency: "Demora por chamada", outage: "Telegram fora do ar",
    people: "Pessoas", name: "Nome", spoken: "Idioma", add: "Adicionar e abrir", numbers: "Contas", calls: "chamadas do bot",
    bytes: "enviados ao bot e pelo bot", pending: "novidades em espera", expired: "vencidas", unconnected: "O bot ainda não se conectou.", menu: "Menu",
  },
  en: {
    tagline: "Rehearsal phone: nothing you write here leaves this computer.",
    pick: "Who is holding the phone?", pickHint: "Pick a person. Each keeps their own conversation.",
    nobody: "There is nobody yet. Add a person in the panel.", opened: "Conversation open", link: "with an invitation link",
    back: "Change person", more: "More options", bot: "bot", typing: "typing", blocked: "blocked",
    log: "Messages", write: "Message", send: "Send", attach: "Attach a file", commands: "Commands",
    start: "START", received: "They received this invitation link:", unblock: "Unblock the bot", block: "Block the bot",
    openLink: "Open an invitation link or code", openLinkHint: "Paste the link or the code here", open: "Open", cancel: "Cancel",
    reply: "Reply", edit: "Edit", copy: "Copy text", actions: "Message options", edited: "edited", you: "You",
    replying: "Replying to", editing: "Editing your message", stop: "Stop replying or editing", expand: "Show all", collapse: "Show less",
    photo: "Photo. Open full screen", download: "Download", close: "Close", today: "Today", ok: "OK",
    offline: "No connection to the server. Trying again…", failed: "That did not work", toBottom: "Go to the latest message", addPhone: "Another phone",
    closePhone: "Close this phone", dark: "Dark", light: "Light", theme: "Theme", language: "Language of the page", panel: "Director",
    phoneOf: "Phone of", panelTitle: "Directing the rehearsal", clock: "Clock", hour: "+1 hour", day: "+1 day", week: "+7 days", next: "To the next reminder", nothingAhead: "Nothing is planned",
    clockHint: "It only goes forwards. The bot lives at this time.", network: "Network", latency: "Delay of each call", outage: "Telegram is down",
    people: "People", name: "Name", spoken: "Language", add: "Add and open", numbers: "Numbers", calls: "calls by the bot",
    bytes: "sent to and by the bot", pending: "updates waiting", expired: "expired", unconnected: "The bot has not connected yet.", menu: "Menu",
  },
};

export const languageOf = (code) => (code || "").slice(0, 2) in words ? code.slice(0, 2) : "en";

// Makes an element: make("p", {class: "x", onclick: f}, "text", child, ...)
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const paths = {
  back: "M15 5l-7 7 7 7", more: "M12 5.5v.01M12 12v.01M12 18.5v.01", send: "M4 12l16-8-5 16-3-7z", attach: "M20 11l-8 8a5 5 0 01-7-7l9-9a3.4 3.4 0 015 5l-9 9a1.7 1.7 0 01-2.5-2.5L15 7",
  close: "M6 6l12 12M18 6L6 18", down: "M6 9l6 6 6-6", file: "M7 3h7l5 5v13H7zM14 3v5h5", plus: "M12 5v14M5 12h14", download: "M12 4v11m-5-5l5 5 5-5M5 20h14",
  slash: "M15 5L9 19", reply: "M10 7L4 12l6 5v-3c6 0 8 1 10 4 0-6-3-9-10-9z", check: "M5 12l5 5 9-10",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", paths[name]);
  svg.append(path);
  return svg;
}

export async function ask(method, address, body) {
  const options = { method };
  if (body instanceof FormData) options.body = body;
  else if (body !== undefined) { options.body = JSON.stringify(body); options.headers = { "Content-Type": "application/json" }; }
  const answer = await fetch(address, options);
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.error || String(answer.status));
  return said;
}
