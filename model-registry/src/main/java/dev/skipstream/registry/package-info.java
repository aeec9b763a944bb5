/**
 * The models: which version is in force and what it is. Starts at {@link
 * dev.skipstream.registry.ModelRegistry}; where versions are kept is {@code …registry.log}, where
 * their bytes are kept is {@code …registry.artifact}, how a checkpoint becomes one is {@code
 * …registry.importer}.
 */
package dev.skipstream.registry;
