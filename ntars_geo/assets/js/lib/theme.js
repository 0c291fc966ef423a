/** Which of the two themes is on, and which the switch offers. Knows no page. */

/** Return the theme that shows: the person's choice if there is one, else the device's. */
export function currentTheme(chosen, deviceIsDark) {
  if (chosen === "light" || chosen === "dark") {
    return chosen;
  }
  return deviceIsDark ? "dark" : "light";
}

/** Return the theme that is not on. */
export function otherTheme(theme) {
  return theme === "dark" ? "light" : "dark";
}
