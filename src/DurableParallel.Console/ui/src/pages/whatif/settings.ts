// The sliders' values in the URL. Pure. A value that is missing is the recorded one; "none" takes the rule away.
import type { ScopeRules, WhatIfSettings } from '../../api/types';

const numbers = ['maxConcurrency', 'minSuccessful', 'toleratedFailureCount', 'toleratedFailurePercentage'] as const;

export function read(query: URLSearchParams): WhatIfSettings {
    const settings: WhatIfSettings = {};
    for (const key of numbers) {
        const value = query.get(key);
        if (value === 'none') {
            settings[key] = null;
        } else if (value !== null && value !== '' && Number.isFinite(Number(value))) {
            settings[key] = Number(value);
        }
    }

    if (query.get('shouldCompleteOff') === 'true') {
        settings.shouldCompleteOff = true;
    }

    return settings;
}

export function write(settings: WhatIfSettings): URLSearchParams {
    const query = new URLSearchParams();
    for (const key of numbers) {
        const value = settings[key];
        if (value !== undefined) {
            query.set(key, value === null ? 'none' : String(value));
        }
    }

    if (settings.shouldCompleteOff) {
        query.set('shouldCompleteOff', 'true');
    }

    return query;
}

export const sameAsRecorded = (settings: WhatIfSettings, rules: ScopeRules | undefined): boolean =>
    !settings.shouldCompleteOff && numbers.every(key => settings[key] === undefined || (settings[key] ?? undefined) === rules?.[key]);

/** A slider's place for a value: by steps, or by doubling where the range is wide. */
export const toPlace = (value: number, min: number, max: number, log: boolean): number =>
    (log && max > 32 ? Math.round((Math.log2(value / min) / Math.log2(max / min)) * 1000) : value);

export const fromPlace = (place: number, min: number, max: number, log: boolean): number =>
    (log && max > 32 ? Math.max(min, Math.min(max, Math.round(min * 2 ** ((place / 1000) * Math.log2(max / min))))) : place);
