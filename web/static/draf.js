/* Drafts of reports on this phone: kept as they are typed, sent once the network is there, never twice.

   A draft's id is the number its form was drawn with, so that the office knows it again however often
   it is sent. It belongs to one account (`data-pemilik`) and to no other that uses this phone. */
(() => {
  "use strict";
  const SHELL = "rukun-luring";
  const box = document.getElementById("draf");
  if (!box || !window.indexedDB) return;
  const form = document.querySelector("form.tell[data-draf]");
  const news = box.querySelector("[role=status]");
  const leaving = box.dataset.pemilik === "keluar";
  const offline = form?.dataset.draf === "luring";
  let owner = leaving ? "" : box.dataset.pemilik;
  let results = [];
  let saying = "";

  // -- where drafts lie ------------------------------------------------------------------------

  const opened = new Promise((resolve, reject) => {
    const asked = indexedDB.open("rukun-laporan", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("draf", { keyPath: "id" });
      asked.result.createObjectStore("tanda");
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

  async function store(name, mode, act) {
    const transaction = (await opened).transaction(name, mode);
    const asked = act(transaction.objectStore(name));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }

  const put = (draft) => store("draf", "readwrite", (all) => all.put(draft));
  const drop = (id) => store("draf", "readwrite", (all) => all.delete(id));
  const get = (id) => store("draf", "readonly", (all) => all.get(id));
  const mine = async () =>
    (await store("draf", "readonly", (all) => all.getAll()))
      .filter((draft) => draft.owner === owner)
      .sort((one, other) => other.saved - one.saved);

  // -- sending ---------------------------------------------------------------------------------

  class Halted extends Error {}

  /* The token of a page of one's own, or why nothing is sent now. */
  async function token() {
    const answer = await fetch("/laporan/baru", { cache: "no-store" });
    if (answer.redirected) throw new Halted("masuk");
    if (!answer.ok) throw new Halted("sibuk");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (page.getElementById("draf")?.dataset.pemilik !== owner) throw new Halted("masuk");
    return page.querySelector("form.tell input[name=csrf]").value;
  }

  /* What came of one draft: "terkirim", "gagal", or why it still waits. */
  async function send(draft) {
    let answer;
    try {
      const body = new FormData();
      body.set("csrf", await token());
      for (const [name, value] of draft.fields) body.append(name, value);
      for (const photo of draft.photos) body.append("photos", photo, photo.name);
      const headers = { Accept: "application/json" };
      answer = await fetch("/laporan/baru", { method: "POST", body, headers });
    } catch (trouble) {
      return { state: trouble instanceof Halted ? trouble.message : "jaringan" };
    }
    if (answer.redirected) return { state: "masuk" };
    if (answer.status >= 500 || answer.status === 429) return { state: "sibuk" };
    const said = await answer.json().catch(() => ({}));
    if (answer.ok && said.url) {
      await drop(draft.id);
      return { state: "terkirim", url: said.url };
    }
    const errors = said.errors ?? {};
    const wrong = Object.values(errors).map((each) => `${each.label}: ${each.said}`);
    const why = wrong.join(" ") || said.said || REFUSED[answer.status] || REFUSED[403];
    await put({ ...draft, state: "gagal", why });
    return { state: "gagal", why, errors };
  }

  const alone = (act) =>
    navigator.locks ? navigator.locks.request("rukun-draf", act) : act();

  async function sendAll() {
    if (!owner) return;
    await alone(async () => {
      if ((await mine()).some((draft) => draft.state === "menunggu")) news.textContent = saying = "";
      for (const draft of await mine()) {
        if (draft.state !== "menunggu") continue;
        const came = await send(draft);
        if (came.state === "terkirim") results.push({ title: draft.title, url: came.url });
        else if (came.state !== "gagal") {
          tell(came.state);
          break;
        }
      }
    });
    await draw();
  }

  /* A picture as it is sent: smaller, and without what the camera wrote, unless it is evidence. */
  async function shrunk(photo) {
    if (!photo.type.startsWith("image/") || photo.size < 700_000) return photo;
    try {
      const picture = await createImageBitmap(photo);
      const scale = Math.min(1, 2000 / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
      return made && made.size < photo.size ? new File([made], "foto.jpg", { type: made.type }) : photo;
    } catch {
      return photo;
    }
  }

  const REFUSED = {
    403: "Kantor menolak laporan ini; mungkin peran Anda sudah berubah.",
    413: "Fotonya terlalu besar; kurangi atau perkecil.",
  };

  // -- what is said ----------------------------------------------------------------------------

  const SAID = {
    jaringan: "Tidak ada jaringan. Laporan aman di ponsel ini dan dikirim sendiri begitu jaringan kembali.",
    sibuk: "Kantor belum dapat menerima. Laporan aman di ponsel ini; dicoba lagi sebentar lagi.",
    masuk: "Sesi Anda berakhir. Laporan aman di ponsel ini; masuk lagi, lalu terkirim.",
    asing: "Masuk dahulu selagi ada jaringan. Sesudah itu formulir ini dapat dipakai tanpa jaringan.",
  };
  const STATES = {
    draf: "Belum dikirim",
    menunggu: "Menunggu jaringan",
    gagal: "Perlu diperbaiki",
  };

  function tell(state) {
    saying = state;
    news.textContent = SAID[state] ?? state;
    if (state === "masuk") {
      const link = document.createElement("a");
      link.href = "/masuk?ke=/laporan/baru";
      link.textContent = "Masuk";
      news.append(" ", link);
    }
    box.hidden = false;
  }

  async function draw() {
    const drafts = (await mine()).filter((draft) => draft.id !== editing?.id || draft.state !== "draf");
    const list = box.querySelector("ul");
    list.replaceChildren(...results.map(sentLine), ...drafts.map(line));
    box.querySelector("h2").hidden = !drafts.length && !results.length;
    box.hidden = !drafts.length && !results.length && !news.textContent;
  }

  function sentLine({ title, url }) {
    const item = box.querySelector("template").content.firstElementChild.cloneNode(true);
    item.querySelector("h3").textContent = title;
    item.querySelector("[data-keadaan]").textContent = "Terkirim";
    item.querySelector("[data-kata]").remove();
    item.querySelector(".buttons").replaceChildren(way("Lihat laporannya", url));
    return item;
  }

  function line(draft) {
    const item = box.querySelector("template").content.firstElementChild.cloneNode(true);
    const when = new Date(draft.saved).toLocaleString("id-ID", { dateStyle: "medium", timeStyle: "short" });
    item.querySelector("h3").textContent = draft.title;
    item.querySelector("[data-keadaan]").textContent = STATES[draft.state];
    item.querySelector("[data-kata]").textContent =
      draft.why && draft.state === "gagal"
        ? draft.why
        : `Ditulis ${when}${draft.photos.length ? `, ${draft.photos.length} foto` : ""}`;
    const next =
      draft.state === "menunggu"
        ? button("Kirim sekarang", sendAll)
        : way("Lanjutkan", `/laporan/baru#draf=${draft.id}`);
    item.querySelector(".buttons").replaceChildren(next, deleting(draft));
    return item;
  }

  function button(words, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  }

  function way(words, url) {
    const made = document.createElement("a");
    made.className = "button";
    made.href = url;
    made.textContent = words;
    return made;
  }

  function deleting(draft) {
    const made = button("Hapus", async () => {
      if (made.dataset.sure) {
        await drop(draft.id);
        if (editing?.id === draft.id) editing = null;
        await draw();
      } else {
        made.dataset.sure = "1";
        made.textContent = "Ketuk lagi untuk menghapus";
      }
    });
    made.classList.add("button-danger");
    return made;
  }

  // -- the form --------------------------------------------------------------------------------

  let editing = null;
  let later = 0;
  const KEPT_BY_THE_PAGE = new Set(["csrf", "photos"]);

  /* The office's time, as far as the page told it: phones' clocks are often wrong. */
  const ahead = form?.elements.drawn_at ? Date.parse(form.elements.drawn_at.value) - Date.now() : 0;

  function hidden(name, value) {
    let field = form.querySelector(`input[type=hidden][name=${name}]`);
    if (!field) {
      field = Object.assign(document.createElement("input"), { type: "hidden", name });
      form.prepend(field);
    }
    field.value = value;
  }

  function written() {
    const all = new FormData(form);
    const facts = String(all.get("facts") ?? "").trim();
    const picked = form.querySelector("[name=region_pick]:checked");
    return {
      id: form.elements.command_id.value,
      owner,
      saved: Date.now(),
      state: "draf",
      title: (String(all.get("title") ?? "").trim() || facts || all.get("region") || "Tanpa isi").slice(0, 90),
      place: picked ? picked.closest("label").textContent.trim() : "",
      fields: [...all].filter(([name]) => !KEPT_BY_THE_PAGE.has(name)),
      photos: all.getAll("photos").filter((photo) => photo.size),
    };
  }

  async function keep() {
    clearTimeout(later);
    if (!form.dataset.typed) return null;
    editing = written();
    await put(editing);
    const photos = editing.photos.length ? ` dengan ${editing.photos.length} foto` : "";
    form.querySelector("[data-tersimpan]").textContent = `Tersimpan di ponsel ini${photos}.`;
    return editing;
  }

  function changed(event) {
    form.dataset.typed = "1";
    if (event.target.name === "told") hidden("picked_at", new Date(Date.now() + ahead).toISOString());
    clearTimeout(later);
    later = setTimeout(keep, 300);
  }

  async function restore() {
    const id = new URLSearchParams(location.hash.slice(1)).get("draf");
    const draft = id ? await get(id) : null;
    if (!draft || draft.owner !== owner || draft.state === "menunggu") return;
    const values = new Map(draft.fields);
    for (const field of form.elements) {
      if (!field.name || KEPT_BY_THE_PAGE.has(field.name)) continue;
      if (field.type === "radio") field.checked = values.get(field.name) === field.value;
      else if (field.type === "checkbox") field.checked = values.has(field.name);
      else if (values.has(field.name)) field.value = values.get(field.name);
    }
    if (values.has("picked_at")) hidden("picked_at", values.get("picked_at"));
    if (draft.place) form.querySelector(".places").replaceChildren(picked(values, draft.place));
    const chosen = new DataTransfer();
    for (const photo of draft.photos) chosen.items.add(photo);
    form.elements.photos.files = chosen.files;
    form.dataset.typed = "1";
    editing = { ...draft, state: "draf" };
    await put(editing);
    await draw();
  }

  function picked(values, place) {
    const label = document.createElement("label");
    label.className = "pick";
    const radio = Object.assign(document.createElement("input"), {
      type: "radio", name: "region_pick", value: values.get("region_pick"), checked: true,
    });
    const words = document.createElement("span");
    words.textContent = place;
    label.append(radio, words);
    return label;
  }

  function blame(errors, why) {
    form.querySelectorAll(".error").forEach((each) => each.remove());
    form.querySelectorAll(".wrong").forEach((each) => each.classList.remove("wrong"));
    for (const [name, { said }] of Object.entries(errors)) {
      const field = form.querySelector(`.ask-${CSS.escape(name.replaceAll(".", "-"))}`);
      if (!field) continue;
      const words = document.createElement("p");
      words.className = "error";
      words.textContent = said;
      field.append(words);
      field.classList.add("wrong");
      field.closest("details")?.setAttribute("open", "");
    }
    news.textContent = `Belum terkirim. ${why}`;
    box.hidden = false;
    (form.querySelector(".wrong") ?? box).scrollIntoView({ block: "center" });
    form.querySelector(".wrong :is(input, textarea, select)")?.focus({ preventScroll: true });
  }

  async function submitted(event) {
    event.preventDefault();
    if (event.submitter?.name === "cari_wilayah") {
      form.elements.region.dispatchEvent(new Event("input", { bubbles: true }));
      return;
    }
    const pressed = event.submitter;
    if (pressed) pressed.disabled = true;
    form.dataset.typed = "1";
    const draft = { ...(await keep()), state: "menunggu" };
    const evidence = draft.fields.some(([name]) => name === "evidence");
    if (!evidence) draft.photos = await Promise.all(draft.photos.map(shrunk));
    await put(draft);
    editing = null;
    delete form.dataset.typed;
    const came = await alone(() => send(draft));
    if (pressed) pressed.disabled = false;
    if (came.state === "terkirim") {
      location.assign(came.url);
    } else if (came.state === "gagal") {
      editing = draft;
      form.dataset.typed = "1";
      blame(came.errors, came.why);
    } else {
      form.hidden = true;
      tell(came.state);
      await draw();
      news.after(way("Laporan lain", "/laporan/baru"));
      box.scrollIntoView({ block: "start" });
    }
  }

  // -- beginning -------------------------------------------------------------------------------

  async function begin() {
    if (leaving) {
      await store("tanda", "readwrite", (all) => all.delete("pemilik"));
      await window.caches?.delete(SHELL);
      return;
    }
    if (owner) await store("tanda", "readwrite", (all) => all.put(owner, "pemilik"));
    else owner = (await store("tanda", "readonly", (all) => all.get("pemilik"))) ?? "";
    if (!owner) {
      if (form) form.hidden = true;
      tell("asing");
      return;
    }
    if (form) {
      if (offline) form.elements.command_id.value = crypto.randomUUID();
      form.addEventListener("input", changed);
      form.addEventListener("change", changed);
      form.addEventListener("submit", submitted);
      addEventListener("hashchange", restore);
      addEventListener("pagehide", keep);
      await restore();
    }
    form?.setAttribute("data-siap", "");
    addEventListener("online", sendAll);
    document.addEventListener("htmx:afterSettle", async () => {
      if (saying) tell(saying);
      await draw();
    });
    setInterval(async () => (await mine()).some((each) => each.state === "menunggu") && sendAll(), 20_000);
    await sendAll();
    if (box.dataset.pekerja) await stock();
  }

  /* The form for when there is no network: kept by a worker that keeps nothing else. */
  async function stock() {
    if (!navigator.serviceWorker) return;
    await navigator.serviceWorker.register(box.dataset.pekerja, { scope: "/laporan" });
    const { active } = await navigator.serviceWorker.ready;
    if (sessionStorage.getItem("luring") && (await caches.has(SHELL))) return;
    active.postMessage("perbarui");
    sessionStorage.setItem("luring", "1");
  }

  begin().catch((trouble) => console.warn("draf", trouble.name));
})();
