// A page follows what it shows: told that something has moved, it is drawn again by the server,
// except for what somebody is typing in. What counts down ticks by the server's clock.
(() => {
  "use strict";

  const kini = Date.parse(document.body.dataset.kini) - Date.now();
  const kabar = document.getElementById("kabar");
  const isi = () => document.getElementById("isi");
  const kotak = () => document.getElementById("kotak");

  // -- one line of news, told politely ---------------------------------------------------------

  const say = (name, said = "", quiet = false) => {
    kabar.replaceChildren(document.getElementById(`kabar-${name}`).content.cloneNode(true));
    const place = kabar.querySelector("span");
    if (place) place.textContent = said;
    kabar.dataset.kabar = name;
    kabar.classList.toggle("news-quiet", quiet);
    kabar.hidden = false;
  };

  const unsay = (name) => {
    if (kabar.dataset.kabar === name) kabar.hidden = true;
  };

  // -- what is being typed stays ---------------------------------------------------------------

  const typed = new WeakSet();
  const note = (event) => {
    const form = event.target.closest("form");
    if (form) typed.add(form);
  };
  document.addEventListener("input", note);
  document.addEventListener("change", note);

  const FIELDS = "input:not([type=hidden]), select, textarea";
  const busy = (form) =>
    typed.has(form) ||
    (form.contains(document.activeElement) && document.activeElement.matches(FIELDS)) ||
    form.querySelector(".refused, .error") !== null;
  const holdsBusy = (node) =>
    node instanceof Element &&
    [...(node.matches("form") ? [node] : node.querySelectorAll("form"))].some(busy);

  let kept = false;
  Idiomorph.defaults.ignoreActiveValue = true;
  Object.assign(Idiomorph.defaults.callbacks, {
    beforeNodeMorphed(old) {
      if (!(old instanceof HTMLFormElement) || !busy(old)) return true;
      kept = true;
      return false;
    },
    beforeNodeRemoved(old) {
      if (old.id === "hasil") return false;
      if (!holdsBusy(old)) return true;
      kept = true;
      return false;
    },
    // What somebody has opened or folded stays as they left it.
    beforeAttributeUpdated: (name, node) => !(name === "open" && node instanceof HTMLDetailsElement),
  });

  // -- drawing again ---------------------------------------------------------------------------

  const BREATH = 250; // milliseconds between two drawings, however much moves
  const RETRY = 5000; // milliseconds after which what was refused is asked for again
  let drawn = 0;
  let due = 0;
  const ours = (event) => ["isi", "kotak"].includes(event.detail.elt.id);
  const draw = () => {
    if (due) return;
    due = setTimeout(() => {
      due = 0;
      drawn = Date.now();
      kept = false;
      htmx.trigger(isi(), "berubah");
    }, Math.max(0, drawn + BREATH - Date.now()));
  };

  document.addEventListener("htmx:configRequest", (event) => {
    if (ours(event)) event.detail.headers["Rukun-Langsung"] = "1";
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "isi") return;
    tick();
    const newest = isi().querySelector(".timeline .what");
    if (kept) say("berubah", newest ? `: ${newest.textContent}` : "");
    else say("baru", "", true);
  });
  document.addEventListener("htmx:responseError", (event) => {
    if (!ours(event)) return;
    if (event.detail.xhr.status === 401) over();
    else if (event.detail.xhr.status < 500) location.reload();
    else setTimeout(draw, RETRY);
  });
  document.addEventListener("htmx:sendError", (event) => {
    if (ours(event)) setTimeout(draw, RETRY);
  });

  // -- the stream ------------------------------------------------------------------------------

  const PATIENCE = 6000; // milliseconds without it after which the page says so
  let stream = null;
  let last = 0;
  let again = 0;
  let worried = 0;

  const address = () => {
    const { ikut = "", posisi = "0" } = isi().dataset;
    const asked = new URLSearchParams(ikut.split(" ").filter(Boolean).map((name) => ["ikut", name]));
    asked.set("dari", String(Math.max(last, Number(posisi))));
    asked.set("belum", kotak().dataset.belum);
    return `/langsung?${asked}`;
  };

  const moved = (event) => {
    last = Math.max(last, Number(event.lastEventId));
    if (event.type === "pemberitahuan") htmx.trigger(kotak(), "berubah");
    else draw();
  };

  const connected = () => {
    clearTimeout(worried);
    worried = 0;
    unsay("putus");
  };

  const lost = () => {
    worried ||= setTimeout(() => say("putus"), PATIENCE);
    if (stream && stream.readyState === EventSource.CLOSED) {
      close();
      again = setTimeout(open, RETRY);
    }
  };

  const close = () => {
    clearTimeout(again);
    if (stream) stream.close();
    stream = null;
  };

  const over = () => {
    close();
    document.removeEventListener("visibilitychange", seen);
    say("selesai");
  };

  const open = () => {
    close();
    stream = new EventSource(address());
    stream.onopen = connected;
    stream.onerror = lost;
    const followed = (isi().dataset.ikut || "").split(" ").filter(Boolean);
    for (const name of ["pemberitahuan", ...followed]) stream.addEventListener(name, moved);
    stream.addEventListener("selesai", (event) => (event.data === "penuh" ? close() : over()));
  };

  // A page nobody sees gives its connection back (a browser has six for a house), and catches up.
  const seen = () => {
    if (document.visibilityState === "visible") {
      tick();
      if (!stream) open();
    } else {
      clearTimeout(worried);
      worried = 0;
      close();
    }
  };
  document.addEventListener("visibilitychange", seen);
  addEventListener("pagehide", close);

  // -- counting down, in the words of domain/indonesian.py ---------------------------------------

  const lasting = (milliseconds) => {
    const minutes = Math.floor(milliseconds / 60000);
    const amounts = [
      [Math.floor(minutes / 1440), "hari"],
      [Math.floor(minutes / 60) % 24, "jam"],
      [minutes % 60, "menit"],
    ];
    const first = amounts.findIndex(([amount]) => amount);
    if (first < 0) return "kurang dari 1 menit";
    return amounts
      .slice(first, first + 2)
      .filter(([amount]) => amount)
      .map(([amount, unit]) => `${amount.toLocaleString("id-ID")} ${unit}`)
      .join(" ");
  };

  const tick = () => {
    const now = Date.now() + kini;
    for (const each of document.querySelectorAll("[data-sampai]")) {
      const left = Date.parse(each.dataset.sampai) - now;
      const said = left > 0 ? `${lasting(left)} lagi` : `terlambat ${lasting(-left)}`;
      if (each.textContent !== said) each.textContent = said;
    }
  };
  setInterval(tick, 10000);

  if (document.visibilityState === "visible") open();
})();
