/** The photographs of a form, as long as there are none: what shows them comes with the first. */

/** Wire a form's photo fields. `taken()` resolves to what is to be sealed. */
export function photoField(form) {
  const group = form.querySelector("[data-photos]");
  const says = group.querySelector("[data-photo-says]");
  let tray = null;
  const open = () => {
    tray ??= load(form).then(({ mount }) => mount(group));
    return tray;
  };
  for (const input of group.querySelectorAll("[data-photo-input]")) {
    input.addEventListener("change", async () => {
      const files = [...input.files];
      says.textContent = "Reading the photo.";
      try {
        const opened = await open();
        input.value = "";
        await opened.add(files);
      } catch {
        tray = null;
        input.value = "";
        says.textContent = "Photos cannot be added without a network here. Send it, and add one later.";
      }
    });
  }
  const clear = async () => (await tray)?.clear();
  form.addEventListener("blanked", clear);
  return {
    clear,
    taken: async () => (await tray)?.taken() ?? [],
    refuse: async (key, words) => (await tray)?.refuse(key, words) ?? false,
  };
}

async function load({ dataset }) {
  const [module] = await Promise.all([import(dataset.photoScript), sheet(dataset.photoStyle)]);
  return module;
}

function sheet(address) {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    Object.assign(link, { rel: "stylesheet", href: address, onload: resolve, onerror: reject });
    document.head.append(link);
  });
}
