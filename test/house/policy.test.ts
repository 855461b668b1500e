/**
 * The Content-Security-Policies of every door, judged by Google's evaluator and not by us. What it still finds is named
 * here, each with the reason for leaving it; anything more fails.
 */
import { CspEvaluator } from 'csp_evaluator'
import { Severity, Type } from 'csp_evaluator/dist/finding.js'
import { CspParser } from 'csp_evaluator/dist/parser.js'
import { expect, test } from 'vitest'
import { pagePolicy, secureHeaders } from '../../src/main/host/web/answer.ts'
import { publicPolicy } from '../../src/main/host/web-public/page.ts'

/** What the evaluator finds, as "SEVERITY TYPE: directive value". */
const judged = (policy: string) =>
  new CspEvaluator(new CspParser(policy).csp)
    .evaluate()
    .map(({ type, severity, directive, value = '' }) => `${Severity[severity]} ${Type[type]}: ${directive} ${value}`)
    .sort()

/**
 * A possibility, not a fault: "'self' can be problematic if you host JSONP, AngularJS or user uploaded files". Both doors
 * serve a list of files that was made at the build, with `nosniff`; what is uploaded is never in that list.
 */
const ownScripts = "MEDIUM_MAYBE SCRIPT_ALLOWLIST_BYPASS: script-src 'self'"
/** A note: loopback is where the program's own WebSocket is, of this very port alone. */
const ownSocket = 'INFO IP_SOURCE: connect-src ws://127.0.0.1:51234'

test.each<[string, string, string[]]>([
  ['the window (app://)', pagePolicy(null), [ownScripts]],
  ['the page in a browser', pagePolicy('127.0.0.1:51234'), [ownSocket, ownScripts]],
  ['every other answer', secureHeaders['Content-Security-Policy'] ?? '', []],
  ['the pages of opting out', publicPolicy, []],
])('of %s nothing is found but what is known', (_, policy, known) => {
  expect(policy).not.toMatch(/unsafe|\*|data:|https?:/)
  expect(judged(policy)).toEqual(known)
})

test('the evaluator finds what is wrong: each way of loosening the policy is noticed', () => {
  const strict = pagePolicy(null)
  const loosened = [
    strict.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'"),
    strict.replace("script-src 'self'", "script-src 'self' 'unsafe-eval'"),
    strict.replace("script-src 'self'", 'script-src *'),
    strict.replace("script-src 'self'", 'script-src data:'),
    strict.replace("script-src 'self'", 'script-src https://ajax.googleapis.com'),
    strict.replace("base-uri 'none'; ", '').replace("script-src 'self'", "script-src 'nonce-x'"),
    strict.replace("default-src 'none'; ", ''),
  ]
  const severe = /^(HIGH|MEDIUM|SYNTAX|STRICT_CSP)/
  for (const policy of loosened)
    expect(
      judged(policy).filter((each) => each !== ownScripts && severe.test(each)),
      policy,
    ).not.toEqual([])
})
