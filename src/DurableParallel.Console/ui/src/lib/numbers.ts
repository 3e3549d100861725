// Counts and sizes as people read them.

/** "1,000,000" in the reader's grouping. */
export const count = (n: number): string => n.toLocaleString('en-US');

/** "12.3k", "1M": where there is little room. */
export function short(n: number): string {
    if (n < 10_000) {
        return count(n);
    }

    return n < 1_000_000 ? `${trim(n / 1000)}k` : `${trim(n / 1_000_000)}M`;
}

const trim = (n: number): string => (n < 100 ? n.toFixed(1).replace(/\.0$/, '') : String(Math.round(n)));

export function bytes(n: number): string {
    if (n < 1024) {
        return `${n} B`;
    }

    const units = ['KB', 'MB', 'GB', 'TB'];
    let value = n / 1024;
    let unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
        value /= 1024;
        unit++;
    }

    return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** "1 execution", "2 executions". */
export const counted = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;
