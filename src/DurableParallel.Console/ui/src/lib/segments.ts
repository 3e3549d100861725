// Browsers take "." and ".." out of a path even when they are escaped, and some words stand for other resources:
// such a name goes with a "~" in front, which the server drops.
const special = /^(\.|\.\.|live|counts|bulk|~.*)$/s;

export const segment = (name: string): string => encodeURIComponent(special.test(name) ? `~${name}` : name);
