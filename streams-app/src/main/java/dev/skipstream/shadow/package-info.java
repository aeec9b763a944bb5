/**
 * A second model that looks at frames beside the first, whose answers nobody waits for: which
 * frames it sees, where its answers go, and how far the two agree.
 */
package dev.skipstream.shadow;
