/* The phone's own position, asked for by its owner; the office answers with districts to pick from. */
(() => {
  "use strict";
  const where = document.querySelector(".tell .where");
  const button = where?.querySelector("[data-lokasi]");
  if (!button || !navigator.geolocation || !window.htmx) return;
  const places = where.querySelector(".places");
  const csrf = where.closest("form").elements.csrf.value;

  const found = ({ coords: { latitude, longitude } }) =>
    htmx.ajax("POST", "/laporan/dekat", {
      source: document.body,
      target: places,
      swap: "innerHTML",
      values: { csrf, latitude, longitude },
    });
  const missed = () => {
    places.textContent = "Lokasi ponsel tidak didapat. Izinkan lokasi untuk situs ini, atau ketik nama tempatnya.";
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    places.textContent = "Mencari lokasi ponsel…";
    const how = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 };
    navigator.geolocation.getCurrentPosition(found, missed, how);
  });
})();
