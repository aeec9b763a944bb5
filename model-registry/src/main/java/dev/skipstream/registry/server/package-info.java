/**
 * The registry by HTTP: the service that {@code models serve} runs, and the registry and the
 * artifact store that talk to it. Owns the REST of ours, and of MLflow the part that resolves
 * models. Who may do what is {@link dev.skipstream.registry.server.AccessTokens}'.
 */
package dev.skipstream.registry.server;
