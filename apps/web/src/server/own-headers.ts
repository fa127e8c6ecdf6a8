/** Set by our own server from the connection; what a browser sends under these names is thrown away. */
export const IP_HEADER = 'x-vserver-ip'
export const REQUEST_ID_HEADER = 'x-vserver-request-id'
