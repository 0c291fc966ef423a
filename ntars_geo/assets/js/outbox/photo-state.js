/** Which photos of a report that waits have to go, and what becomes of it without one. Pure. */

const KEPT = 30 * 60 * 1000; // milliseconds; the server keeps a photo for an hour until its report comes

/** Return the photos of a report that still have to go. */
export function photosDue({ photos = [], without = [] }, now) {
  return photos.filter(
    ({ key, arrivedAt }) => !without.includes(key) && !(Math.abs(now - (arrivedAt ?? 0)) < KEPT),
  );
}

/** Return the changes by which a report goes without one of its photos. */
export function leavingOut({ without = [], photos = [] }, key) {
  return {
    without: [...without, key],
    photos: photos.filter((one) => one.key !== key),
    state: "waiting",
    why: "",
    refusedPhoto: null,
    notBefore: 0,
  };
}

/** Return the changes by which the photos of a report go again: the server has them no more. */
export function goingAgain({ photos = [], photoTries = 0 }) {
  return {
    state: "waiting",
    why: "Its photos go once more.",
    photos: photos.map(({ key, body }) => ({ key, body })),
    photoTries: photoTries + 1,
    notBefore: 0,
  };
}
