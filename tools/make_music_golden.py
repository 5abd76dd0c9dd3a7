#!/usr/bin/python3
"""Make tests/golden/network_music.json: a network with all that the preset `music` has, computed by an
independent implementation, as make_golden.py does for the paper's network.

What is new beside make_golden.py, whose description holds for all else:

- the first layer also reads a context, a list of entries: each names a row of a table. A row that is
  named twice counts twice. Here a list becomes a vector of counts, and the sum of rows a product.
- Readouts have D hidden units. Those of T and P read another context; that of T leaves out the
  anchors, which come first in it.
- The readout of P gives weights to intervals: from its hidden units u come W = u N + b. For each entry
  that is an anchor, list g and pitch q, and for each pitch p at most 36 semitones away,
  W[73 g + p - q + 36] is added to the logit of p. For each entry that is a pitch class c of class list k
  it is W[73 G + 12 k + (class of p - c) mod 12], for every pitch p. START/END, the last symbol, gets
  nothing. Entries: first G lists of V - 1 pitches, then K lists of 12 classes, then the others.

The file has these beside those of make_golden.py:

    sizes        readout_hidden D, context, readout_context, anchors G, class_anchors K, lowest_class
    parameters   layers.0.context, readouts.{duration,pitch}.hidden.context,
                 readouts.pitch.intervals.weight [D, W], readouts.pitch.intervals.bias [W]
    truncations  context, next: the entries of each step and row, [T][B][any number], for the layers
                 and the readouts
    adamw        the parameters after one step of AdamW (decoupled weight decay) with the gradients of
                 the first truncation
"""

import argparse
import json
import pathlib

import torch
from make_golden import FEATURES, at, draw_notes, draw_parameters, gradient_norm

VOCABULARIES = {"dt": 3, "duration": 4, "pitch": 43}  # pitches further apart than 36 semitones
WEIGHTS = {"dt": 0.2, "duration": 0.3, "pitch": 0.5}
HIDDEN = 3
LAYERS = 2
READOUT_HIDDEN = 4
CONTEXT = 6
GROUPS = 2
CLASS_GROUPS = 1
OTHERS = 3
LOWEST_CLASS = 5
PITCHES = VOCABULARIES["pitch"] - 1
ANCHORS = GROUPS * PITCHES
READOUT_CONTEXT = ANCHORS + 12 * CLASS_GROUPS + OTHERS
WIDEST = 36
BATCH = 2
STEPS = 5
ADAMW = {"learning_rate": 1.5e-3, "betas": (0.9, 0.999), "epsilon": 1e-8, "weight_decay": 0.5}


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        dt, duration, pitch = VOCABULARIES.values()
        one_hot = dt + duration + pitch
        self.cells = torch.nn.ModuleList(
            torch.nn.GRUCell(one_hot + (CONTEXT if layer == 0 else HIDDEN), HIDDEN)
            for layer in range(LAYERS)
        )
        self.inputs = {
            "dt": [HIDDEN],
            "duration": [2 * HIDDEN, dt, READOUT_CONTEXT - ANCHORS],
            "pitch": [2 * HIDDEN, dt, duration, READOUT_CONTEXT],
        }
        self.hidden = torch.nn.ModuleDict(
            {f: torch.nn.Linear(sum(self.inputs[f]), READOUT_HIDDEN) for f in FEATURES}
        )
        self.output = torch.nn.ModuleDict(
            {f: torch.nn.Linear(READOUT_HIDDEN, VOCABULARIES[f]) for f in FEATURES}
        )
        weights = (2 * WIDEST + 1) * GROUPS + 12 * CLASS_GROUPS
        self.intervals = torch.nn.Linear(READOUT_HIDDEN, weights)

    def forward(self, truncation, states):
        logits = []
        for step in range(STEPS):
            begins = truncation["reset"][step][:, None]
            states = [state * (1 - begins) for state in states]
            notes = torch.cat(one_hots(truncation["inputs"][step]), dim=1)
            context = counts(truncation["context"][step], CONTEXT)
            states[0] = self.cells[0](torch.cat([notes, context], dim=1), states[0])
            states[1] = self.cells[1](torch.cat([notes, states[0]], dim=1), states[1])
            entries = truncation["next"][step]
            seen = counts(entries, READOUT_CONTEXT)
            dt, duration, _ = one_hots(truncation["targets"][step])
            read = {
                "dt": [states[0]],
                "duration": [*states, dt, seen[:, ANCHORS:]],
                "pitch": [*states, dt, duration, seen],
            }
            units = {f: torch.relu(self.hidden[f](torch.cat(read[f], dim=1))) for f in FEATURES}
            step_logits = {f: self.output[f](units[f]) for f in FEATURES}
            step_logits["pitch"] = step_logits["pitch"] + self.laid(self.intervals(units["pitch"]), entries)
            logits.append(step_logits)
        return logits, states

    def laid(self, weights, entries):
        """What the weights of intervals [B, W] add to the logits of pitches, one by one."""
        rows = []
        for row, named in zip(weights, entries):
            sums = [torch.zeros((), dtype=torch.float64) for _ in range(PITCHES + 1)]
            for entry in named:
                for pitch in range(PITCHES):
                    column = weight_column(entry, pitch)
                    if column is not None:
                        sums[pitch] = sums[pitch] + row[column]
            rows.append(torch.stack(sums))
        return torch.stack(rows)


def weight_column(entry, pitch):
    """The weight that an entry lays on a pitch, or None."""
    if entry < ANCHORS:
        group, anchor = divmod(entry, PITCHES)
        interval = pitch - anchor
        return group * (2 * WIDEST + 1) + interval + WIDEST if abs(interval) <= WIDEST else None
    group, anchor = divmod(entry - ANCHORS, 12)
    if group >= CLASS_GROUPS:
        return None
    return GROUPS * (2 * WIDEST + 1) + 12 * group + (LOWEST_CLASS + pitch - anchor) % 12


def counts(entries, size):
    """Lists of entries of each row -> [B, size]"""
    table = torch.zeros(len(entries), size, dtype=torch.float64)
    for row, named in enumerate(entries):
        for entry in named:
            table[row, entry] += 1
    return table


def one_hots(symbols):
    return [
        torch.nn.functional.one_hot(symbols[:, i], size).to(torch.float64)
        for i, size in enumerate(VOCABULARIES.values())
    ]


def named_pieces(network, of):
    """The layout of the file: name -> matrix or vector, taken from `of(torch parameter)`."""
    dt, duration, pitch = VOCABULARIES.values()
    pieces = {}
    for layer, cell in enumerate(network.cells):
        name = f"layers.{layer}."
        rows = of(cell.weight_ih).T.split([dt, duration, pitch, HIDDEN if layer else CONTEXT])
        for feature, table in zip([*FEATURES, "below" if layer else "context"], rows):
            pieces[name + feature] = table
        pieces[name + "recurrent"] = of(cell.weight_hh).T
        pieces[name + "bias"] = of(cell.bias_ih)
        pieces[name + "recurrent_bias"] = of(cell.bias_hh)[2 * HIDDEN :]
    for index, feature in enumerate(FEATURES):
        name = f"readouts.{feature}."
        rows = of(network.hidden[feature].weight).T.split(network.inputs[feature])
        pieces[name + "hidden.weight"] = rows[0]
        for given, table in zip(FEATURES, rows[1 : index + 1]):
            pieces[name + f"hidden.{given}"] = table
        if index > 0:
            pieces[name + "hidden.context"] = rows[-1]
        pieces[name + "hidden.bias"] = of(network.hidden[feature].bias)
        pieces[name + "output.weight"] = of(network.output[feature].weight).T
        pieces[name + "output.bias"] = of(network.output[feature].bias)
    pieces["readouts.pitch.intervals.weight"] = of(network.intervals.weight).T
    pieces["readouts.pitch.intervals.bias"] = of(network.intervals.bias)
    return {name: piece.tolist() for name, piece in pieces.items()}


def silence_second_gate_biases(network):
    """Sets PyTorch's second bias of r and z, and its gradient, to zero."""
    for cell in network.cells:
        with torch.no_grad():
            cell.bias_hh[: 2 * HIDDEN] = 0
            if cell.bias_hh.grad is not None:
                cell.bias_hh.grad[: 2 * HIDDEN] = 0


def draw_network(generator):
    network = Network().to(torch.float64)
    draw_parameters(network, generator)
    silence_second_gate_biases(network)
    return network


def draw_truncation(generator, mask, reset):
    draw = lambda: draw_notes(generator, VOCABULARIES.values(), STEPS, BATCH)

    def draw_entries(size, most):
        """Lists of 0 .. most entries, some of them twice."""
        number = lambda bound: int(torch.randint(bound, (1,), generator=generator))
        return [[[number(size) for _ in range(number(most + 1))] for _ in range(BATCH)] for _ in range(STEPS)]

    return {
        "inputs": draw(), "targets": draw(), "mask": at_steps(mask), "reset": at_steps(reset),
        "context": draw_entries(CONTEXT, 5), "next": draw_entries(READOUT_CONTEXT, 9),
    }  # fmt: skip


def at_steps(flags):
    """make_golden.at() speaks of other sizes."""
    return flags[:STEPS, :BATCH].clone()


def expected_values(network, truncation, states):
    network.zero_grad()
    logits, states = network(truncation, states)
    mask = truncation["mask"]
    entropy = {}
    for index, feature in enumerate(FEATURES):
        each = torch.nn.functional.cross_entropy(
            torch.cat([step[feature] for step in logits]),
            truncation["targets"][:, :, index].flatten(),
            reduction="none",
        )
        entropy[feature] = (each * mask.flatten()).sum() / mask.sum()
    loss = sum(WEIGHTS[f] * entropy[f] for f in FEATURES)
    loss.backward()
    silence_second_gate_biases(network)
    expected = {
        "loss": loss.item(),
        "cross_entropy": {f: value.item() for f, value in entropy.items()},
        "logits": {f: [step[f].tolist() for step in logits] for f in FEATURES},
        "states": [state.tolist() for state in states],
        "gradients": named_pieces(network, lambda parameter: parameter.grad),
        "gradient_norm": gradient_norm(network),
    }
    return expected, [state.detach() for state in states]


def after_one_step(network):
    before = {name: p.detach().clone() for name, p in network.named_parameters()}
    optimizer = torch.optim.AdamW(
        network.parameters(), lr=ADAMW["learning_rate"], betas=ADAMW["betas"],
        eps=ADAMW["epsilon"], weight_decay=ADAMW["weight_decay"],
    )  # fmt: skip
    optimizer.step()
    after = named_pieces(network, lambda parameter: parameter.detach())
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            parameter.copy_(before[name])
    return {**ADAMW, "parameters": after}


def make_golden(seed):
    generator = torch.Generator().manual_seed(seed)
    network = draw_network(generator)
    truncations = [
        # Row 1 begins a second piece at step 3, and row 0 has ended at step 4.
        draw_truncation(generator, 1 - at((4, 0)), at((0, 0), (0, 1), (3, 1))),
        draw_truncation(generator, 1 - at((2, 1)), at((0, 0))),
    ]
    states = [torch.zeros(BATCH, HIDDEN, dtype=torch.float64) for _ in range(LAYERS)]
    golden = {
        "sizes": {
            "vocabularies": VOCABULARIES, "hidden": HIDDEN, "layers": LAYERS, "batch": BATCH,
            "steps": STEPS, "readout_hidden": READOUT_HIDDEN, "context": CONTEXT,
            "readout_context": READOUT_CONTEXT, "anchors": GROUPS, "class_anchors": CLASS_GROUPS,
            "lowest_class": LOWEST_CLASS,
        },
        "loss_weights": WEIGHTS,
        "parameters": named_pieces(network, lambda parameter: parameter.detach()),
        "truncations": [],
    }  # fmt: skip
    for index, truncation in enumerate(truncations):
        expected, states = expected_values(network, truncation, states)
        data = {
            name: values.to(torch.int64).tolist() if torch.is_tensor(values) else values
            for name, values in truncation.items()
        }
        golden["truncations"].append({**data, "expected": expected})
        if index == 0:
            golden["adamw"] = after_one_step(network)
    return golden


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    usual = pathlib.Path(__file__).resolve().parents[1] / "tests/golden/network_music.json"
    parser.add_argument("-o", "--output", type=pathlib.Path, default=usual)
    parser.add_argument("--seed", type=int, default=1813)
    arguments = parser.parse_args()
    arguments.output.write_text(json.dumps(make_golden(arguments.seed), indent=None) + "\n")
    print(f"wrote {arguments.output}")


if __name__ == "__main__":
    main()
