/** Outside of Next there is no browser bundle to keep out of. */
export {}
