import type { State, Status } from '../api/types';

/** What chooses executions. Its form in the URL is the API's own, so that a link and a request say the same. */
export interface Filter {
    function?: string;
    version?: number;
    status: Status[];
    state: State[];
    name?: string;
    prefix?: string;
    contains?: string;
    tag: string[];
    tenant?: string;
    startedAfter?: string;
    startedBefore?: string;
    endedAfter?: string;
    endedBefore?: string;
}

export const Statuses: readonly Status[] = ['Running', 'Succeeded', 'Failed', 'TimedOut', 'Stopped', 'Canceled', 'ContinuedAsNew'];
export const States: readonly State[] = ['Blocked', 'Retrying', 'WaitingForCallback', 'WaitingUntil', 'Queued'];
const Texts = ['function', 'name', 'prefix', 'contains', 'tenant', 'startedAfter', 'startedBefore', 'endedAfter', 'endedBefore'] as const;

export const everything: Filter = { status: [], state: [], tag: [] };

/** Reads a filter from a URL; what it does not know is left out, so that an old link still opens. */
export function read(query: URLSearchParams): Filter {
    const filter: Filter = {
        status: query.getAll('status').filter((one): one is Status => one === 'Blocked' || (Statuses as readonly string[]).includes(one)),
        state: query.getAll('state').filter((one): one is State => (States as readonly string[]).includes(one)),
        tag: query.getAll('tag').filter(one => one.includes('=')),
    };
    for (const key of Texts) {
        const value = query.get(key);
        if (value) {
            filter[key] = value;
        }
    }

    const version = Number(query.get('version') ?? Number.NaN);
    if (Number.isInteger(version)) {
        filter.version = version;
    }

    return filter;
}

/** The filter as query parameters, always in the same order. */
export function write(filter: Filter): URLSearchParams {
    const query = new URLSearchParams();
    for (const key of Texts) {
        const value = filter[key];
        if (value) {
            query.set(key, value);
        }
    }

    if (filter.version !== undefined) {
        query.set('version', String(filter.version));
    }

    filter.status.forEach(one => query.append('status', one));
    filter.state.forEach(one => query.append('state', one));
    filter.tag.forEach(one => query.append('tag', one));
    return query;
}

export const isEverything = (filter: Filter): boolean => write(filter).toString() === '';

export function toggled<T>(list: readonly T[], one: T): T[] {
    return list.includes(one) ? list.filter(other => other !== one) : [...list, one];
}

/** The filter in words, for a dialog that asks about what it chooses. */
export function words(filter: Filter): string {
    const parts: string[] = [];
    const add = (text: string, value: string | number | undefined): void => {
        if (value !== undefined && value !== '') {
            parts.push(`${text} ${value}`);
        }
    };
    add('status', filter.status.join(' or '));
    add('state', filter.state.map(stateName).join(' or '));
    add('function', filter.function);
    add('version', filter.version);
    add('name', filter.name);
    add('name starts with', filter.prefix);
    add('name contains', filter.contains);
    add('tag', filter.tag.join(' and '));
    add('tenant', filter.tenant);
    add('started after', filter.startedAfter);
    add('started before', filter.startedBefore);
    add('ended after', filter.endedAfter);
    add('ended before', filter.endedBefore);
    return parts.length === 0 ? 'all executions' : parts.join(', ');
}

const stateNames: Record<State, string> = {
    Blocked: 'Blocked', Retrying: 'Retrying', WaitingForCallback: 'Waiting for callback', WaitingUntil: 'Waiting until', Queued: 'Queued',
};

export const stateName = (state: State): string => stateNames[state] ?? state;

const statusNames: Partial<Record<Status, string>> = { TimedOut: 'Timed out', ContinuedAsNew: 'Continued' };

export const statusName = (status: string): string => statusNames[status as Status] ?? (status === 'NotStarted' ? 'Not started' : status);
