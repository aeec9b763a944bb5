package dev.skipstream.health;

/**
 * The answer to a request.
 *
 * @param status of HTTP
 * @param body a record that becomes JSON
 */
public record HttpReply(int status, Object body) {}
