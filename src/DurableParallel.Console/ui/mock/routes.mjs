import { at as nth, began, made, million } from './seed.mjs';

const iso = ms => (ms === undefined ? undefined : new Date(ms).toISOString());
const payload = (value, path) => value === undefined ? undefined : { text: typeof value === 'string' ? value : JSON.stringify(value), bytes: JSON.stringify(value).length, cut: false, contentType: 'json', download: path };

export async function answer(request, response, path, query, options) {
    const json = (body, status = 200) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const missing = () => json({ error: { code: 'NotFound', message: 'There is no such thing.' } }, 404);
    if (request.method !== 'GET') {
        const body = await read(request);
        if (path[4] === 'what-if') {
            return json(path[5] === 'sweep' ? sweep(find(path[1]).byId.get(path[3]), body) : whatIf(find(path[1]).byId.get(path[3]), body));
        }

        if (request.headers['x-durable-console'] !== '1') {
            return json({ error: { code: 'Forbidden', message: 'The header X-Durable-Console is missing.' } }, 403);
        }

        acted.push(`${request.method} ${path.join('/')}`);
        return json(path[1] === 'bulk' ? { count: body.expected } : { name: body.name ?? path[1], arn: '' });
    }

    switch (path[0]) {
        case 'acted': return json(acted);
        case 'meta': return json({ product: 'DurableParallel', version: '0.3.0', readOnly: options.readOnly ?? false, engine: { journal: '/var/lib/shop/orders.db', region: 'local', account: '0' }, now: iso(Date.now()) });
        case 'executions': return executions(request, response, path.slice(1), query, json, missing);
        case 'blocked': return json({ items: made.filter(one => one.blocked).map(blocked) });
        case 'callbacks': return json({ items: callbacks() });
        case 'functions': return json({ items: functions() });
        case 'schedules': return json({ items: schedules() });
        case 'figures': return figures(request, response, path[1], query, json);
        case 'search': return json(search(query.get('q')));
        default: return missing();
    }
}

const acted = [];
const read = async request => {
    let text = '';
    for await (const part of request) {
        text += part;
    }

    return text === '' ? {} : JSON.parse(text);
};

const find = name => made.find(one => one.name === name);
const itemOf = one => ({ name: one.name, arn: `arn:aws:lambda:local:0:function:${one.function}:3/durable-execution/${encodeURIComponent(one.name)}`, function: one.function, version: one.version, status: one.status, states: one.states, started: iso(one.started), ended: iso(one.to),
    run: one.run, tags: one.tags, waiting: one.waiting, customStatus: one.customStatus && payload(one.customStatus) });
const blocked = one => ({ name: one.name, function: one.function, version: one.version, ...one.blocked });

function matches(one, query, plain) {
    const status = query.getAll('status');
    const state = query.getAll('state');
    return (plain || ((status.length === 0 || status.includes(one.status)) && (state.length === 0 || one.states.some(own => state.includes(own)))))
        && (!query.get('function') || one.function === query.get('function')) && (!query.get('version') || one.version === Number(query.get('version')))
        && (!query.get('name') || one.name === query.get('name')) && (!query.get('prefix') || one.name.startsWith(query.get('prefix'))) && (!query.get('contains') || one.name.includes(query.get('contains')))
        && query.getAll('tag').every(tag => one.tags?.[tag.split('=')[0]] === tag.slice(tag.indexOf('=') + 1))
        && (!query.get('startedAfter') || one.started > Date.parse(query.get('startedAfter'))) && (!query.get('startedBefore') || one.started < Date.parse(query.get('startedBefore')));
}

const counted = new Map();
function counts(query) {
    const key = [...query].filter(([name]) => name !== 'watch').join('&');
    if (!counted.has(key)) {
        const all = { total: 0, byStatus: {}, byState: {} };
        for (let n = 0; n < million; n++) {
            const one = nth(n);
            if (matches(one, query, true)) {
                all.byStatus[one.status] = (all.byStatus[one.status] ?? 0) + 1;
                one.states.forEach(state => { all.byState[state] = (all.byState[state] ?? 0) + 1; });
                all.total += matches(one, query) ? 1 : 0;
            }
        }

        counted.set(key, all);
    }

    return counted.get(key);
}

function list(query) {
    const limit = Number(query.get('limit') ?? 100);
    const oldest = query.get('order') === 'oldest';
    const items = [];
    let n = query.get('after') ? Number(query.get('after')) : oldest ? million - 1 : 0;
    for (; n >= 0 && n < million && items.length < limit; n += oldest ? -1 : 1) {
        const one = nth(n);
        if (matches(one, query)) {
            items.push(itemOf(one));
        }
    }

    return { items, ...(n >= 0 && n < million ? { next: String(n) } : {}) };
}

function executions(request, response, path, query, json, missing) {
    if (path.length === 0) {
        return json(list(query));
    }

    if (path[0] === 'counts') {
        return json(counts(query));
    }

    if (path[0] === 'live') {
        let extra = 0;
        return stream(request, response, 1500, () => {
            const all = structuredClone(counts(query));
            all.total += ++extra;
            all.byStatus.Running = (all.byStatus.Running ?? 0) + extra;
            return ['counts', all];
        });
    }

    const one = find(path[0]) ?? (path[0].startsWith('auto-') ? { ...nth(million - Number(path[0].slice(5))), roots: [], byId: new Map() } : undefined);
    if (!one) {
        return missing();
    }

    const base = `executions/${encodeURIComponent(one.name)}`;
    switch (path[1]) {
        case undefined: return json(detailOf(one, base));
        case 'history': return history(request, response, one, path[2], json);
        case 'operations': return operations(one, path.slice(2), query, json, missing);
        case 'find': return json({ matches: [...one.byId.values()].filter(op => op.name.includes(query.get('text'))).slice(0, 100).map(op => ({ id: op.id, path: op.path, ancestors: [] })) });
        case 'scopes': return json(path[3] === 'strip' ? strip(one.byId.get(path[2])) : { items: one.byId.get(path[2]).notStarted ?? [] });
        case 'boundaries': return json([]);
        default: return json({ download: path[1] });
    }
}

const detailOf = (one, base) => ({
    ...itemOf(one), input: payload(one.input, `${base}/input`), result: payload(one.result, `${base}/result`), error: one.error, blocked: one.blocked && blocked(one), invokes: one.invokes ?? [],
    runs: [{ run: 1, started: iso(one.started), ended: iso(one.to), status: one.status }], operations: one.byId.size, callbacks: callbacks().filter(open => open.execution === one.name), eventWaits: [], unreadEvents: [],
    invocations: (one.invocations ?? [{ kind: 'begin', at: one.started }]).map(each => ({ kind: each.kind, started: iso(each.at) })),
    actions: one.status === 'Running' ? [...(one.blocked ? ['unblock'] : []), 'raise', 'cancel', 'stop', 'fork'] : [...(one.status === 'Failed' ? ['retry'] : []), 'fork', 'purge'],
});

const rowOf = op => ({
    id: op.id, name: op.name, path: op.path, type: op.type, subType: op.subType, status: op.status, started: iso(op.from), ended: iso(op.to), due: iso(op.due), attempts: op.attempts, children: op.children.length, failedBelow: op.failedBelow,
    segments: op.segments.map(one => ({ ...one, from: iso(one.from), to: iso(one.to) })), markers: op.markers.map(one => ({ ...one, at: iso(one.at) })), error: op.error && { type: op.error.type, message: op.error.message }, scope: op.rules,
});

function operations(one, path, query, json, missing) {
    if (path[0] === 'density') {
        return json(density(childrenOf(one, query), Number(query.get('buckets'))));
    }

    if (path[0]) {
        const op = one.byId.get(path[0]);
        return op ? json(operation(one, op)) : missing();
    }

    let rows = childrenOf(one, query);
    if (query.get('failedFirst')) {
        const bad = op => op.status === 'Failed' || op.failedBelow > 0;
        rows = [...rows.filter(bad), ...rows.filter(op => !bad(op))];
    }

    const offset = Number(query.get('offset') ?? 0);
    return json({ total: rows.length, offset, items: rows.slice(offset, offset + Number(query.get('limit') ?? 500)).map(rowOf), version: 1, start: iso(one.started), end: iso(one.to ?? Date.now()), running: one.to === undefined });
}

const childrenOf = (one, query) => (query.get('parent') ? one.byId.get(query.get('parent')).children : one.roots);

function density(rows, buckets) {
    const count = Math.min(buckets, rows.length);
    return {
        total: rows.length, buckets: Array.from({ length: count }, (_, index) => {
            const part = rows.slice(Math.floor(index * rows.length / count), Math.floor((index + 1) * rows.length / count));
            const of = status => part.filter(op => op.status === status).length;
            const bucket = { rows: part.length, from: iso(Math.min(...part.map(op => op.from))), to: iso(Math.max(...part.map(op => op.to ?? Date.now()))), succeeded: of('Succeeded'), failed: of('Failed'), running: of('Started') + of('Pending') };
            return { ...bucket, other: bucket.rows - bucket.succeeded - bucket.failed - bucket.running };
        }),
    };
}

function operation(one, op) {
    const ancestors = [];
    for (let up = op.parent; up; up = up.parent) {
        ancestors.unshift({ id: up.id, name: up.name });
    }

    return {
        ...rowOf(op), payload: payload(op.payload, `executions/${encodeURIComponent(one.name)}/operations/${op.id}/payload`), errorFull: op.error && { ...op.error, stack: ['at Shop.Prices.FindAsync(String sku)', 'at Shop.Orders.PriceAsync()'], causes: [{ type: 'SqlException', message: 'Timeout expired.' }] },
        attemptList: (op.attemptList ?? []).map(each => ({ attempt: each.attempt, started: iso(each.from), ended: iso(each.to), error: each.error, nextAt: iso(each.next) })), callbackId: op.callbackId, ancestors, index: op.place,
        why: op.status === 'Pending' ? `It failed ${op.attempts} times and is tried again.` : undefined,
    };
}

function strip(op) {
    const events = [];
    for (const child of op.children) {
        events.push({ at: child.from, kind: 'start' });
        if (child.to !== undefined) {
            events.push({ at: child.to, kind: child.status === 'Failed' ? 'failed' : 'succeeded' });
        }
    }

    events.sort((a, b) => a.at - b.at);
    const now = { running: 0, pending: op.rules.total, succeeded: 0, failed: 0 };
    const samples = [{ at: op.from, ...now }];
    let peak = 0;
    const every = Math.max(1, Math.floor(events.length / 1000));
    events.forEach((event, index) => {
        if (event.kind === 'start') {
            now.running++;
            now.pending--;
        } else {
            now.running--;
            now[event.kind]++;
        }

        peak = Math.max(peak, now.running);
        if (index % every === 0 || index === events.length - 1) {
            samples.push({ at: event.at, ...now });
        }
    });
    return { from: iso(op.from), to: iso(op.to ?? Date.now()), rules: op.rules, peak, samples: samples.map(one => ({ ...one, at: iso(one.at) })), decided: op.decided && { ...op.decided, at: iso(op.decided.at) } };
}

function history(request, response, one, what, json) {
    const events = [{ id: 1, type: 'ExecutionStarted', time: iso(one.started), payload: payload(one.input) }];
    for (const op of [...one.byId.values()].slice(0, 5000)) {
        events.push({ type: `${op.type}Started`, time: iso(op.from), operation: op.id, name: op.name, path: op.path });
        if (op.to !== undefined) {
            events.push({ type: `${op.type}${op.status}`, time: iso(op.to), operation: op.id, name: op.name, path: op.path, payload: op.status === 'Succeeded' ? payload(op.payload) : undefined, error: op.error });
        }
    }

    events.sort((a, b) => a.time.localeCompare(b.time));
    events.forEach((event, place) => { event.id = place + 1; });
    switch (what) {
        case 'stream': return stream(request, response, 2500, () => ['history', []]);
        case 'export': return response.writeHead(200, { 'content-type': 'application/json', 'content-disposition': `attachment; filename="history.json"` }).end('{}');
        default: {
            const after = Number(new URL(request.url, 'http://x').searchParams.get('after') ?? 0);
            const items = events.slice(after, after + 500);
            return json({ items, ...(after + 500 < events.length ? { next: String(after + 500) } : {}) });
        }
    }
}

function stream(request, response, every, next) {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    const tell = () => {
        const [event, data] = next();
        response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    };
    tell();
    const timer = setInterval(tell, every);
    request.on('close', () => clearInterval(timer));
}

const callbacks = () => made.flatMap(one => [...one.byId.values()].slice(0, 1000).filter(op => op.type === 'Callback' && op.to === undefined)
    .map(op => ({ id: op.callbackId, execution: one.name, function: one.function, name: op.name, since: iso(op.from), timeout: iso(op.due) })));

const functions = () => [
    { name: 'ProcessOrder', versions: [{ version: 2, registered: false }, { version: 3, registered: true }], counts: { Running: 4, Succeeded: 245_000, Failed: 2_577 }, limits: { maxConcurrentExecutions: 200, rate: '50 a second', hasKeys: true }, input: 'Order', output: 'Receipt' },
    { name: 'ImportRows', versions: [{ version: 1, registered: true }], counts: { Succeeded: 247_000 }, input: 'ImportRequest', output: 'Int32' },
    { name: 'SendInvoice', versions: [{ version: 1, registered: true, served: true }], counts: { Running: 12, Succeeded: 249_800 } },
    { name: 'NightlyReport', versions: [{ version: 1, registered: true }], counts: { Succeeded: 1200, TimedOut: 3 } },
];

const schedules = () => [
    { name: 'nightly', function: 'NightlyReport', cron: '0 3 * * *', timeZone: 'Europe/Vienna', overlap: 'Skip', paused: false, declared: true, next: [1, 2, 3, 4, 5].map(day => iso(began + day * 86_400_000)), last: { at: iso(began - 4_000_000), execution: 'auto-0999993' } },
    { name: 'poll-orders', function: 'ProcessOrder', intervalMs: 30_000, jitterMs: 2000, overlap: 'Allow', paused: true, declared: false, next: [1, 2, 3, 4, 5].map(half => iso(began + half * 30_000)) },
];

const figure = (n, at) => {
    const wave = Math.sin(n / 40) + Math.sin(n / 7) / 4;
    return { at: iso(at), active: Math.round(60 + 30 * wave), parked: Math.round(1400 + 200 * wave), queued: Math.max(0, Math.round(40 * wave)), running: 1540, blocked: 1, executions: million, startsPerSecond: 42 + 14 * wave, endsPerSecond: 41 + 14 * Math.sin((n - 5) / 40),
        commitsPerSecond: 310 + 120 * wave, commitP50Ms: 0.8 + 0.1 * wave, commitP99Ms: 4.1 + 2 * wave, stepP50Ms: 31 + 6 * wave, stepP99Ms: 420 + 160 * wave, stepsPerSecond: 260 + 90 * wave, journalBytes: 1_288_490_188, walBytes: 4_200_000, heapBytes: 310_000_000,
        failures: n % 31 < 4 ? { ProcessOrder: 3 + (n % 5), ...(n % 3 === 0 ? { ImportRows: 2 } : {}) } : {} };
};

function figures(request, response, what, query, json) {
    switch (what) {
        case 'history': return json({ points: Array.from({ length: 720 }, (_, n) => figure(n, Date.now() - (719 - n) * 5000)) });
        case 'functions': return json({ slowest: [{ function: 'ImportRows', p50Ms: 182_000, p99Ms: 402_000, ended: 320, failed: 2 }, { function: 'ProcessOrder', p50Ms: 8400, p99Ms: 61_000, ended: 9120, failed: 88 }, { function: 'SendInvoice', p50Ms: 340, p99Ms: 2100, ended: 11_200, failed: 0 }],
            retried: [{ function: 'ProcessOrder', operation: 'charge card', retries: 412 }, { function: 'ProcessOrder', operation: 'parcel 3', retries: 37 }] });
        case 'live': return stream(request, response, 1000, () => ['figures', figure(Date.now() / 5000 % 720, Date.now())]);
        default: return json(figure(1, Date.now()));
    }
}

function search(text) {
    if (find(text)) {
        return { execution: text };
    }

    const open = callbacks().find(one => one.id === text);
    if (open) {
        return { operation: { execution: open.execution, id: [...find(open.execution).byId.values()].find(op => op.callbackId === text).id } };
    }

    const count = made.filter(one => one.name.startsWith(text)).length;
    return count > 0 ? { prefix: { prefix: text, count } } : {};
}

function whatIf(op, settings) {
    const rules = { ...op.rules };
    for (const [key, value] of Object.entries(settings)) {
        if (key in { maxConcurrency: 1, minSuccessful: 1, toleratedFailureCount: 1, toleratedFailurePercentage: 1 }) {
            rules[key] = value ?? undefined;
        }
    }

    const places = Array.from({ length: Math.min(rules.maxConcurrency || op.children.length, op.children.length) }, () => 0);
    const branches = [];
    let end = Infinity;
    let reason = 'AllCompleted';
    op.children.forEach((child, index) => {
        const place = places.indexOf(Math.min(...places));
        const fromMs = places[place];
        const toMs = fromMs + ((child.to ?? Date.now()) - child.from);
        if (fromMs >= end) {
            branches.push({ index, name: child.name, fromMs: end, toMs: end, outcome: 'Skipped' });
            return;
        }

        places[place] = toMs;
        branches.push({ index, name: child.name, fromMs, toMs, outcome: child.status === 'Failed' ? 'Failed' : 'Succeeded' });
        const ended = branches.filter(one => one.outcome !== 'Skipped').sort((a, b) => a.toMs - b.toMs);
        if (rules.minSuccessful) {
            const good = ended.filter(one => one.outcome === 'Succeeded');
            if (good.length >= rules.minSuccessful) {
                end = good[rules.minSuccessful - 1].toMs;
                reason = 'MinSuccessfulReached';
            }
        }
    });
    const last = Math.min(end, Math.max(...branches.map(one => one.toMs)));
    const of = outcome => branches.filter(one => one.outcome === outcome).length;
    return { durationMs: last, peak: places.length, started: branches.length - of('Skipped'), succeeded: of('Succeeded'), failed: of('Failed'), skipped: of('Skipped'), canceled: 0, reason, sentence: reason === 'AllCompleted' ? `all ${branches.length} branches would have ended` : `${rules.minSuccessful} of ${rules.minSuccessful} needed would have succeeded`,
        skippedNames: branches.filter(one => one.outcome === 'Skipped').slice(0, 100).map(one => one.name), recorded: { durationMs: (op.to ?? Date.now()) - op.from, peak: op.rules.maxConcurrency ?? op.children.length, reason: op.decided?.reason }, branches: branches.slice(0, 1000) };
}

function sweep(op, settings) {
    const most = op.children.length;
    const values = settings.values ?? [...new Set([1, 2, 3, 4, 5, 6, 8, 12, 16, 24, 32, 64, 128, 256].filter(value => value < most).concat([most]))];
    return { points: values.map(maxConcurrency => ({ maxConcurrency, durationMs: whatIf(op.children.length > 2000 ? { ...op, children: op.children.slice(0, 2000) } : op, { ...settings, maxConcurrency }).durationMs, peak: maxConcurrency })), today: op.rules.maxConcurrency };
}

export { began };
