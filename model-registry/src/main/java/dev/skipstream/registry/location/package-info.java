/**
 * The location of a registry and of its archives: a folder, a topic or a service. Starts at {@link
 * dev.skipstream.registry.location.RegistryLocation}, which opens what the location names. Exports
 * all public classes.
 *
 * <p>Exports {@link dev.skipstream.registry.location.InvalidLocationException}, {@link
 * dev.skipstream.registry.location.KafkaAccess}, {@link
 * dev.skipstream.registry.location.RegistryLocation} and {@link
 * dev.skipstream.registry.location.RegistrySettings}.
 */
package dev.skipstream.registry.location;
