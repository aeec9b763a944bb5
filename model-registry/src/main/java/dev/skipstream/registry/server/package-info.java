/**
 * The registry by HTTP: the service that {@code models serve} runs, and the registry and the
 * artifact store that talk to it. Owns the registry's REST API, and the part of MLflow's that
 * resolves models. Who may do what is {@link dev.skipstream.registry.server.AccessTokens}'.
 *
 * <p>Exports {@link dev.skipstream.registry.server.AccessTokens}, {@link
 * dev.skipstream.registry.server.MlflowModels}, {@link
 * dev.skipstream.registry.server.RegistryClient}, {@link
 * dev.skipstream.registry.server.RegistryServer}, {@link
 * dev.skipstream.registry.server.RemoteArtifactStore}, {@link
 * dev.skipstream.registry.server.RemoteModelRegistry}, {@link
 * dev.skipstream.registry.server.ServerSettings} and {@link
 * dev.skipstream.registry.server.TransferLimits}. Hides the HTTP server and its client, and the
 * JSON of MLflow.
 */
package dev.skipstream.registry.server;
