/** Where the bytes of models are, by what they are: content-addressed by SHA-256. */
package dev.skipstream.registry.artifact;
