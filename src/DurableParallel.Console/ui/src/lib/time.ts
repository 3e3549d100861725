// Times and durations as people read them. Pure: the time zone is the browser's.

const Second = 1000;
const Minute = 60 * Second;
const Hour = 60 * Minute;
const Day = 24 * Hour;

const two = (n: number): string => String(n).padStart(2, '0');
const three = (n: number): string => String(n).padStart(3, '0');

/** "340 ms", "1.2 s", "3 min 4 s", "2 h 5 min", "3 d 4 h". */
export function duration(ms: number): string {
    if (!Number.isFinite(ms)) {
        return '';
    }

    const whole = Math.max(0, ms);
    if (whole < 1) {
        return whole === 0 ? '0 ms' : '<1 ms';
    }

    if (whole < Second) {
        return `${Math.round(whole)} ms`;
    }

    if (whole < 10 * Second) {
        return `${(Math.floor(whole / 100) / 10).toFixed(1)} s`;
    }

    if (whole < Minute) {
        return `${Math.floor(whole / Second)} s`;
    }

    if (whole < Hour) {
        return pair(whole, Minute, 'min', Second, 's');
    }

    return whole < Day ? pair(whole, Hour, 'h', Minute, 'min') : pair(whole, Day, 'd', Hour, 'h');
}

function pair(ms: number, big: number, bigName: string, small: number, smallName: string): string {
    const first = Math.floor(ms / big);
    const second = Math.floor((ms % big) / small);
    return second === 0 ? `${first} ${bigName}` : `${first} ${bigName} ${second} ${smallName}`;
}

/** Local time: the time alone today, else with the date; the year only when it is another one. */
export function local(iso: string, now: number): string {
    const at = new Date(iso);
    if (Number.isNaN(at.getTime())) {
        return iso;
    }

    const today = new Date(now);
    const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
    if (at.toDateString() === today.toDateString()) {
        return time;
    }

    const date = `${two(at.getMonth() + 1)}-${two(at.getDate())}`;
    return at.getFullYear() === today.getFullYear() ? `${date} ${time}` : `${at.getFullYear()}-${date} ${time}`;
}

/** "2026-11-30 21:40:00.123 UTC": what a time shows on hover. */
export function utc(iso: string): string {
    const at = new Date(iso);
    return Number.isNaN(at.getTime()) ? iso : `${at.toISOString().slice(0, 23).replace('T', ' ')} UTC`;
}

/** Likewise of a time that may not be there. */
export const utcOf = (iso: string | undefined): string | undefined => (iso ? utc(iso) : undefined);

/** "in 12 s" or "3 min ago". */
export function relative(iso: string, now: number): string {
    const at = Date.parse(iso);
    return at >= now ? `in ${duration(at - now)}` : `${duration(now - at)} ago`;
}

/** The local wall clock with milliseconds where the scale of an axis needs them. */
export function clock(ms: number, step: number): string {
    const at = new Date(ms);
    const minutes = `${two(at.getHours())}:${two(at.getMinutes())}`;
    if (step >= Day) {
        return `${two(at.getMonth() + 1)}-${two(at.getDate())}`;
    }

    if (step >= Minute) {
        return minutes;
    }

    return step >= Second ? `${minutes}:${two(at.getSeconds())}` : `${minutes}:${two(at.getSeconds())}.${three(at.getMilliseconds())}`;
}

const Steps = [
    1, 2, 5, 10, 20, 50, 100, 200, 500, Second, 2 * Second, 5 * Second, 10 * Second, 15 * Second, 30 * Second, Minute, 2 * Minute, 5 * Minute,
    10 * Minute, 15 * Minute, 30 * Minute, Hour, 2 * Hour, 3 * Hour, 6 * Hour, 12 * Hour, Day, 2 * Day, 7 * Day, 14 * Day, 30 * Day, 90 * Day, 365 * Day,
];

/** The ticks of a time axis: the smallest step whose ticks are at least `apart` pixels from each other. */
export function ticks(from: number, to: number, width: number, apart: number, zero = 0): { step: number; at: number[] } {
    const perPixel = (to - from) / Math.max(1, width);
    const step = Steps.find(candidate => candidate / perPixel >= apart) ?? Steps[Steps.length - 1]!;
    const at: number[] = [];
    for (let tick = Math.ceil((from - zero) / step) * step + zero; tick <= to && at.length < 1000; tick += step) {
        at.push(tick);
    }

    return { step, at };
}

/** What <input type="datetime-local"> holds, from ISO in UTC, and back. */
export function toInput(iso: string | undefined): string {
    if (!iso) {
        return '';
    }

    const at = new Date(iso);
    return Number.isNaN(at.getTime())
        ? ''
        : `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

export function fromInput(value: string): string | undefined {
    const at = new Date(value);
    return value === '' || Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
