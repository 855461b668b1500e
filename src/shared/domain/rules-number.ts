/**
 * The number of the rules by which what a team told is judged and put together. A workspace that was judged by rules of a lesser number
 * is judged anew when it is opened (store/folding-anew.ts): else it would have rows, or lack some, that a computer which hears of the
 * same today has otherwise.
 *
 * Raise it by one whenever the same chunks may end in another fold: when somebody may tell what they might not before, or the other way
 * round (merge-rules.ts, fact-rules.ts, authority.ts, the names that store/*-name.ts ask for, the shapes in store/shared-codecs), or when
 * of two words another one counts (shared-fold.ts, shared-life.ts, shared-asking.ts, shared-moves.ts). verdicts.test.ts fails where
 * that is forgotten.
 */
export const mergeRules = 1
