/** The third way to say where: a map under a fixed cross. Its library comes when it is asked for. */

/** Wire the map of a form: opened by its choice, read out by its hidden fields. */
export function mapPlace(form) {
  const room = form.querySelector("[data-map-place]");
  const says = form.querySelector("[data-pin-says]");
  let opening = null;
  const put = ({ lng, lat, accuracy, words }) => {
    form.elements.lng.value = lng.toFixed(6);
    form.elements.lat.value = lat.toFixed(6);
    form.elements.accuracy.value = accuracy.toFixed(0);
    says.textContent = words;
    form.dispatchEvent(new Event("pointed"));
  };
  const show = () => {
    const wanted = form.querySelector("[name=place]:checked")?.value === "map";
    room.hidden = !wanted;
    if (wanted) {
      opening ??= open(form, put).catch(() => {
        opening = null;
        says.textContent = "The map needs a network. Name the street or place instead.";
      });
      room.scrollIntoView({ block: "nearest" });
      opening.then((map) => map?.tell());
    }
  };
  form.addEventListener("change", ({ target }) => {
    if (target.name === "place") show();
  });
  form.addEventListener("blanked", show);
  form.querySelector("[data-locate]").addEventListener("click", () => locate(opening, says));
  show();
}

async function open(form, put) {
  const { mapScript, mapStyle, mapWorker, groundUrl, startLng, startLat } = form.dataset;
  const [{ mount }] = await Promise.all([import(mapScript), sheet(mapStyle)]);
  return mount(form.querySelector("[data-pin-map]"), {
    groundUrl,
    workerUrl: mapWorker,
    start: startLng ? [Number(startLng), Number(startLat)] : null,
    tiles: {
      pmtiles: form.dataset.tilesPmtiles,
      url: form.dataset.tilesUrl,
      attribution: form.dataset.tilesAttribution,
    },
    put,
  });
}

function sheet(address) {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    Object.assign(link, { rel: "stylesheet", href: address, onload: resolve, onerror: reject });
    document.head.append(link);
  });
}

const REFUSED = {
  1: "This browser may not know where it is. Move the map instead.",
  2: "The phone does not know where it is. Move the map instead.",
  3: "The phone did not find out in time. Move the map instead.",
};

function locate(opening, says) {
  if (!navigator.geolocation) {
    says.textContent = REFUSED[2];
    return;
  }
  says.textContent = "Finding out where you are.";
  navigator.geolocation.getCurrentPosition(
    async ({ coords }) => (await opening)?.goTo([coords.longitude, coords.latitude], coords.accuracy),
    ({ code }) => {
      says.textContent = REFUSED[code];
    },
    { enableHighAccuracy: true, timeout: 10_000, maximumAge: 30_000 },
  );
}
