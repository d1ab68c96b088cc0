/** What a hint for mending a deviation is. */

/** "any" is for whoever writes a server, the others are for those who run one. */
export const fixKeys = ["any", "nginx", "lighttpd", "apache", "caddy", "node"] as const

export type FixKey = (typeof fixKeys)[number]

/** One line each: a sentence, or the line of a configuration that mends it. */
export type Fix = Readonly<{ any: string } & Partial<Record<FixKey, string>>>

/** By the id of the case. */
export type Fixes = Readonly<Record<string, Fix>>
