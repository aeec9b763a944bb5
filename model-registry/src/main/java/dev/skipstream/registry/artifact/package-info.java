/** Stores of the bytes of models, content-addressed by SHA-256. */
package dev.skipstream.registry.artifact;
