/**
 * Requests to the API server that are made so often that the client's objects would cost more than
 * the requests: bytes go out, and of an answer only what is needed is read.
 *
 * <p>They go over the client's own connections, with its account and its certificates. May use
 * {@code plan} for the meaning of an answer.
 */
package io.gradedcron.operator.request;
