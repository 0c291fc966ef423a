/** Adding a photo to a report that was sent: the same tray, and a plain form. */
import { photoField } from "./report/photos.js";

photoField(document.querySelector("[data-add-photo]"));
