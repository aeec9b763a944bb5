/**
 * The registry by HTTP: the service that {@code models serve} runs, and the registry and the
 * artifact store that talk to it. Owns the registry's REST API, and the part of MLflow's that
 * resolves models. Who may do what is {@link dev.skipstream.registry.server.AccessTokens}'.
 */
package dev.skipstream.registry.server;
