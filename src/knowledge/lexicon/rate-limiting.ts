import type { CueTable } from "./cue-table.js";

export const RATE_LIMITING: CueTable = {
  reference: "rate-limiting",
  cues: {
    term: {
      6: `
        rate limit*, ratelimit*, limit rate, rate limiter, throttle, throttling, throttled,
        throttles, token bucket, leaky bucket, sliding window, fixed window, gcra, retry after,
        exponential backoff, back off, backoff, jitter, circuit breaker*, bulkhead*, half open,
        retry budget, retry storm*, retries, retry policy, retry strategy, retry logic, retryable,
        too many requests, request quota, api quota, quota exceeded, daily quota, quota,
        requests per second, requests per minute, calls per second, calls per minute,
        calls per hour, requests per hour, requests per day, per second limit, tokens per minute,
        load shedding, shed load, debounce*, burst*, burstiness, spike arrest, idempotency key*,
        idempotent retry, adaptive concurrency, admission control, api usage limit, usage limit,
        cooldown, cool down, secondary rate limit, polite crawling, crawl delay
      `,
      4: `
        @call + @per, @limit + @per, @retry + @call, @retry + @fail, @retry + @async,
        @retry + delay, @retry + wait, @retry + safe, @retry + post, @retry + times, retry*,
        retried, reattempt*, try again, @limit + @api + @call, too many + @call, too many calls,
        too many + attempts, login attempts, brute force, slow down + @call, space out, spread out,
        spread + @call, pace, pacing, evenly, delay between + @call, wait between, sleep between,
        pause between, delay + between + @call, limit + per user, limit + per ip, per ip,
        per api key, per tenant, per client + limit, flaky api, flaky service, flaky upstream,
        flaky network, transient, intermittent* + @api, unreliable + @api, unreliable, @api + down,
        dependency + down, service + down, downstream + fail*, upstream + fail*, cascad* failure*,
        cascading, failing dependency, fallback, banned, ban + api, bans me, ban me, get banned,
        blocks me + api, block* my ip, scrap* + fast, scraper, scraping, crawler, crawling, polite,
        idempotent + @retry, duplicate + @retry, at least once, retry + duplicate,
        overload* + service, hammer*, hammering, politely, calls every second,
        requests every second, calls each second, every second, each second, every minute,
        emails per hour, per account, per customer, per day, messages per second, emails per day,
        @call + every + second*, @limit + every + minute*, must not exceed, not exceed,
        do not exceed, only lets us, only allows, allows us, allowed to call, vendor allows,
        cuts us off, cut us off, blocked by the site, blocked by the server, being blocked,
        get blocked, getting blocked, avoid being blocked, avoid getting blocked, ip blocked,
        blacklisted, blacklist*, be nice, nice to, good citizen, fair share, fair use,
        fairness per, fair queue*, noisy neighbour, noisy neighbor, stopped stops typing,
        user types, typing, each letter, every letter, every key press, keypress, search box,
        search as you type, autocomplete, guess* passwords, password guess*, trickle,
        evenly spaced, smooth out, smooth + requests, smooth + traffic, come back later, come back,
        when to come back, try later, try again later, slow down, wait longer, wait longer after,
        longer after every, double the wait, doubling the delay, increasing delay, increasing wait,
        repeat the request, repeat a request, repeating requests, repeat + @fail, resend + request,
        resending, network hiccup*, hiccup*, blip*, glitch*, worth trying, worth retrying,
        trying again, tries again, try + again, safe to repeat, safe to retry, safely retry,
        safe to resend, reconnect*, reconnects, all reconnect, fleet reconnect*, stop calling,
        stop + calling + service, is dead, dead service, service is dead, payment service + down,
        payment service, outage worse, worse outage, recover* + overload*, dependency is slow,
        dependency dies, unhealthy, ask for less, tokens a minute, tokens per, per thousand tokens,
        bill* + tokens, k a minute, a minute, an hour, lookups a minute, downstream outage,
        spread over time, too chatty, slow upstream, slow downstream, slow dependency,
        one slow upstream, downstream is down, upstream is down, service is down, api is down,
        dependency is down, server is down, between axios calls, between calls, between requests,
        between api calls, between fetches, settimeout between, retry helper, capped backoff,
        cap + delay, maximum delay, keeps failing, service keeps failing, when service,
        fails repeatedly, keep failing, calls too frequent*, too frequent, no more than + per,
        n per second, x per second, by one user, per user limit, too many calls by,
        calls by one user, limit reset, reset header, reset time, overloaded,
        give up after + attempts, number of attempts, max attempts, maximum retries, attempts,
        per client, noisy tenant, protect my api, protect api, protect + api, api + abuse,
        scroll events, resize events, input events, requests per y, per y seconds, per n seconds,
        per x seconds, seconds with asyncio, every n seconds, every 10 seconds, n times per,
        times per minute, times per second, times per hour, too many messages, bot api,
        telegram + limit, reset of limiter, limiter, limiters, limiter reset, captcha, retry until,
        until it succeeds, until success, reconnect backoff, reconnect + backoff, kills api,
        traffic + api, protection + login, tokens-per-minute, tokens per minute budget,
        don t retry, do not retry, not retry, requests per sec, per sec, limits us, limits us to,
        abuse detection
      `,
      2: `
        5xx, 502, 504, quota*, idempoten*, api + limit*, limits, per second, per minute, @per,
        resilien*, fault toleran*, poll*, delay, window, outage, wait + seconds + @call,
        health check, flaky, slow dependency, overload*, spam, abuse, ddos, exceed*, allowed,
        blocked + site, fair, patience, resend*, limit of, nice
      `,
      1: "@api + @fail, bucket, limit*, unavailable",
    },
    api: {
      6: `
        bottleneck, p-throttle, p-retry, limiter, rate-limiter-flexible, express-rate-limit,
        slowapi, flask limiter, django ratelimit, throttler, nestjs throttler, aiolimiter,
        tenacity, opossum, cockatiel, backoff library, async-retry, axios-retry, urllib3 retry,
        httpx retries, stamina, pyrate limiter, pybreaker, aiobreaker, resilience4j, polly,
        hystrix, upstash ratelimit, lodash debounce, RateLimit-Policy, x ratelimit,
        ratelimit remaining, limit_req, reservoir, ratelimiter, RetryError, stop_after_attempt,
        wait_exponential, max retries, maxretries, retry_on
      `,
      4: "redis incr + expire, minTime, envoy, api gateway + limit, retries + fetch",
    },
    symptom: {
      4: `
        get blocked, got blocked, blocked by the api, rejected by provider, starts rejecting,
        keeps rejecting, refuses my requests, refuse* + requests, api + rejects, exceed* + limit,
        exceeded + limit, over the limit, hit the limit, hitting limits, hitting the limit,
        temporarily blocked, took down, takes down, brings down, drags down, make everything worse,
        makes it worse, storm, retries make, keeps hitting, requests too fast, call* too fast,
        too fast + @api, too quickly, too often, too frequently, as you type, as user types,
        while typing, every keystroke, keystroke, charged twice + retry, fires on every
      `,
      2: `
        blocked + @api, temporary failure, sporadic*, sometimes fails, intermittently,
        once in a while fail*, blocks + ip
      `,
    },
    error: {
      6: `
        429, http 429, 429 too many requests, 503, service unavailable, throttlingexception,
        rate exceeded, rate_limit_exceeded, ratelimiterror, rate limit error, resource_exhausted,
        max retries exceeded, too many requests, breaker is open, circuit is open,
        overloaded_error, slow_down, provisionedthroughputexceededexception, retryerror,
        maxretryerror, quotaexceeded, 529, insufficient_quota
      `,
      4: `
        econnreset, etimedout, socket hang up, econnrefused, connection reset by peer, bad gateway,
        gateway timeout
      `,
    },
  },
};
