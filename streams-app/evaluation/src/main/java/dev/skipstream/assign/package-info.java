/**
 * The assignment problem. Starts at {@link dev.skipstream.assign.Assignment}.
 *
 * <p>Exports {@link dev.skipstream.assign.Assignment}. Hides JGraphT.
 */
package dev.skipstream.assign;
