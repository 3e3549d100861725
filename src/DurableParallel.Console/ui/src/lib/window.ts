/** Which rows of a list are seen, with some before and after. */
export function windowOf(top: number, height: number, rowHeight: number, count: number, around: number): { from: number; to: number } {
    const from = Math.max(0, Math.min(count, Math.floor(top / rowHeight) - around));
    const to = Math.min(count, Math.ceil((top + height) / rowHeight) + around);
    return { from, to: Math.max(from, to) };
}
