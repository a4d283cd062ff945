/* Keeps the empty report form for when there is no network, and nothing that is anybody's. */
"use strict";
const SHELL = "/laporan/luring";
const KEPT = "rukun-luring";
const OPENED = new Set(["/laporan", "/laporan/baru", SHELL]);

async function stock() {
  const answer = await fetch(SHELL, { credentials: "omit", cache: "no-store" });
  if (!answer.ok) throw new Error("shell");
  const page = await answer.clone().text();
  const needed = [...new Set(page.match(/\/aset\/[\w./-]+/g))];
  const cache = await caches.open(KEPT);
  await cache.addAll(needed);
  await cache.put(SHELL, answer);
  for (const kept of await cache.keys()) {
    if (![SHELL, ...needed].includes(new URL(kept.url).pathname)) await cache.delete(kept);
  }
}

self.addEventListener("install", (event) => event.waitUntil(stock().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  if (event.data === "perbarui") event.waitUntil(stock().catch(() => undefined));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && OPENED.has(pathname)) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(SHELL)) ?? Response.error()));
  } else if (pathname.startsWith("/aset/")) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});
