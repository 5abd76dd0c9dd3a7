#!/usr/bin/python3
"""Make tests/golden/network.json: the network computed by an independent implementation; with
--cell lstm, rnn or feedforward the same for a network of these cells, network_lstm.json and so on.

The numbers come from PyTorch in double precision (Debian: apt install python3-torch), whose
cells, cross-entropy, automatic differentiation, clipping and Adam share nothing with this
project's own code. Sizes are small so that the file can be read; everything is drawn from one
seed, so that running the script again gives the same file.

The network. x[n] is the one-hot vector of the three symbols of note n. Layer l reads x[n] and, from
the second layer on, the state of the layer below at the same step. Each layer is PyTorch's GRU:

    r = sigmoid(W_r x + b_r + U_r h)
    z = sigmoid(W_z x + b_z + U_z h)
    n = tanh(W_n x + b_n + r * (U_n h + c))
    h' = (1 - z) * n + z * h

with one bias for r and z (PyTorch's second one is zero) and two, b_n and c, for n; or its LSTM or
simple recurrent layer, with one bias (PyTorch's second one is zero), or tanh(W x + b). A readout is
Dense(V, relu), Dense(V), softmax: dT reads h1; T reads h1, h2 and the next dT; P reads h1, h2, h3
and the next dT and T. Loss: the sum over unmasked positions of 0.1 CE(dT) + 0.3 CE(T) + 0.6 CE(P),
divided by the number of unmasked positions.

The file. Lists are row-major; matrices are [in, out]; gates stand side by side in the order r, z, n,
of an LSTM i, f, g, o: there 4H stands for 3H below; of the cells without gates H.

    sizes        vocabularies (the last symbol of each is START/END), hidden units H, layers,
                 batch rows B, steps T
    parameters   by name:
        layers.{l}.dt [V_dt, 3H], layers.{l}.duration [V_T, 3H], layers.{l}.pitch [V_P, 3H]
        layers.{l}.below [H, 3H] for l >= 1, layers.{l}.recurrent [H, 3H] (not of feedforward layers)
        layers.{l}.bias [3H], layers.{l}.recurrent_bias [H] (of GRUs alone)      (b and c above)
        readouts.{feature}.hidden.weight [k * H, V]              (rows: h1, h2, h3)
        readouts.{feature}.hidden.dt [V_dt, V], readouts.pitch.hidden.duration [V_T, V]
        readouts.{feature}.hidden.bias [V]
        readouts.{feature}.output.weight [V, V], readouts.{feature}.output.bias [V]
    truncations  two, the second begins with the state that the first left:
        inputs, targets [T][B][3], mask [T][B] (0: padding), reset [T][B] (1: the row's state is set
        to zero before the step reads it), and expected values:
        loss, cross_entropy (means), logits [T][B][V], states [layers][B][H] after the last step
        (of an LSTM [layers][B][2H], h beside c; of feedforward layers empty),
        gradients (by parameter name; nothing flows back into the truncation before),
        gradient_norm (over all parameters together)
    Of GRUs alone:
    adam         the parameters after one step with the gradients of the first truncation
    clipping     max_norm, and the gradients of the first truncation clipped to it: times
                 max_norm / (norm + 1e-6)
"""

import argparse
import json
import pathlib

import torch

VOCABULARIES = {"dt": 4, "duration": 5, "pitch": 6}
WEIGHTS = {"dt": 0.1, "duration": 0.3, "pitch": 0.6}
FEATURES = list(VOCABULARIES)
HIDDEN = 5
LAYERS = 3
BATCH = 3
STEPS = 7
LEARNING_RATE = 0.002
BETAS = (0.9, 0.999)
EPSILON = 1e-8
MAX_NORM = 0.1


class Readout(torch.nn.Module):
    def __init__(self, inputs, vocabulary):
        super().__init__()
        self.hidden = torch.nn.Linear(inputs, vocabulary)
        self.output = torch.nn.Linear(vocabulary, vocabulary)

    def forward(self, inputs):
        return self.output(torch.relu(self.hidden(inputs)))


class FeedForwardCell(torch.nn.Module):
    def __init__(self, inputs, hidden):
        super().__init__()
        self.weight_ih = torch.nn.Parameter(torch.empty(hidden, inputs))
        self.bias_ih = torch.nn.Parameter(torch.empty(hidden))

    def forward(self, x):
        return torch.tanh(torch.nn.functional.linear(x, self.weight_ih, self.bias_ih))


CELLS = {
    "gru": torch.nn.GRUCell,
    "lstm": torch.nn.LSTMCell,
    "rnn": torch.nn.RNNCell,
    "feedforward": FeedForwardCell,
}
STATE = {"gru": HIDDEN, "lstm": 2 * HIDDEN, "rnn": HIDDEN, "feedforward": 0}


def step(cell, x, state):
    """One step of a cell: its output, and the state to carry on."""
    if isinstance(cell, FeedForwardCell):
        return cell(x), state
    if isinstance(cell, torch.nn.LSTMCell):
        output, memory = cell(x, tuple(state.split(HIDDEN, dim=1)))
        return output, torch.cat([output, memory], dim=1)
    state = cell(x, state)
    return state, state


class Network(torch.nn.Module):
    def __init__(self, cell):
        super().__init__()
        one_hot = sum(VOCABULARIES.values())
        self.cells = torch.nn.ModuleList(
            CELLS[cell](one_hot + (HIDDEN if layer else 0), HIDDEN) for layer in range(LAYERS)
        )
        dt, duration, pitch = VOCABULARIES.values()
        self.readouts = torch.nn.ModuleDict(
            {
                "dt": Readout(HIDDEN, dt),
                "duration": Readout(2 * HIDDEN + dt, duration),
                "pitch": Readout(3 * HIDDEN + dt + duration, pitch),
            }
        )

    def forward(self, inputs, targets, reset, states):
        """Logits of every step, each a dict of [B, V], and the states after the last step."""
        logits = []
        for symbols, following, begins in zip(inputs, targets, reset):
            x = torch.cat(one_hots(symbols), dim=1)
            states = [state * (1 - begins[:, None]) for state in states]
            outputs = []
            for layer in range(LAYERS):
                below = torch.cat([x, *outputs[-1:]], dim=1)
                output, states[layer] = step(self.cells[layer], below, states[layer])
                outputs.append(output)
            dt, duration, _ = one_hots(following)
            read = {
                "dt": [outputs[0]],
                "duration": [outputs[0], outputs[1], dt],
                "pitch": [*outputs, dt, duration],
            }
            logits.append({f: self.readouts[f](torch.cat(read[f], dim=1)) for f in FEATURES})
        return logits, states


def one_hots(symbols):
    """[B, 3] of indices -> three matrices [B, V]."""
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
        rows = of(cell.weight_ih).T.split([dt, duration, pitch] + ([HIDDEN] if layer else []))
        for feature, table in zip(FEATURES, rows):
            pieces[name + feature] = table
        if layer:
            pieces[name + "below"] = rows[3]
        if not isinstance(cell, FeedForwardCell):
            pieces[name + "recurrent"] = of(cell.weight_hh).T
        pieces[name + "bias"] = of(cell.bias_ih)
        if isinstance(cell, torch.nn.GRUCell):
            pieces[name + "recurrent_bias"] = of(cell.bias_hh)[2 * HIDDEN :]
    for index, feature in enumerate(FEATURES):
        name = f"readouts.{feature}."
        readout = network.readouts[feature]
        rows = of(readout.hidden.weight).T.split([(index + 1) * HIDDEN, dt, duration][: index + 1])
        pieces[name + "hidden.weight"] = rows[0]
        for given, table in zip(FEATURES, rows[1:]):
            pieces[name + f"hidden.{given}"] = table
        pieces[name + "hidden.bias"] = of(readout.hidden.bias)
        pieces[name + "output.weight"] = of(readout.output.weight).T
        pieces[name + "output.bias"] = of(readout.output.bias)
    return {name: piece.tolist() for name, piece in pieces.items()}


def silence_second_gate_biases(network):
    """Sets PyTorch's second bias and its gradient, of a GRU those of r and z, to zero."""
    for cell in network.cells:
        if isinstance(cell, FeedForwardCell):
            continue
        silent = 2 * HIDDEN if isinstance(cell, torch.nn.GRUCell) else None
        with torch.no_grad():
            cell.bias_hh[:silent] = 0
            if cell.bias_hh.grad is not None:
                cell.bias_hh.grad[:silent] = 0


def draw_parameters(network, generator):
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.copy_(torch.rand(parameter.shape, generator=generator) * 1.4 - 0.7)


def draw_network(generator, cell):
    network = Network(cell).to(torch.float64)
    draw_parameters(network, generator)
    silence_second_gate_biases(network)
    return network


def draw_notes(generator, sizes, steps, rows):
    """[T, B, 3]"""
    columns = [torch.randint(size, (steps, rows), generator=generator) for size in sizes]
    return torch.stack(columns, dim=2)


def draw_truncation(generator, mask, reset):
    draw = lambda: draw_notes(generator, VOCABULARIES.values(), STEPS, BATCH)
    return {"inputs": draw(), "targets": draw(), "mask": mask, "reset": reset}


def at(*positions):
    """[T, B], one at the (step, row) pairs given."""
    flags = torch.zeros(STEPS, BATCH, dtype=torch.float64)
    for step, row in positions:
        flags[step, row] = 1
    return flags


def expected_values(network, truncation, states):
    """Loss, logits, states and gradients of one truncation, and the states to carry on."""
    network.zero_grad()
    logits, states = network(truncation["inputs"], truncation["targets"], truncation["reset"], states)
    stacked = {f: torch.stack([step[f] for step in logits]) for f in FEATURES}
    mask = truncation["mask"]
    entropy = {}
    for index, feature in enumerate(FEATURES):
        each = torch.nn.functional.cross_entropy(
            stacked[feature].flatten(0, 1),
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
        "logits": {f: value.tolist() for f, value in stacked.items()},
        "states": [state.tolist() for state in states],
        "gradients": named_pieces(network, lambda parameter: parameter.grad),
        "gradient_norm": gradient_norm(network),
    }
    return expected, [state.detach() for state in states]


def gradient_norm(network):
    return torch.stack([p.grad.square().sum() for p in network.parameters()]).sum().sqrt().item()


def parameters_after_one_step(network):
    optimizer = torch.optim.Adam(network.parameters(), lr=LEARNING_RATE, betas=BETAS, eps=EPSILON)
    before = {name: p.detach().clone() for name, p in network.named_parameters()}
    optimizer.step()
    after = named_pieces(network, lambda parameter: parameter.detach())
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            parameter.copy_(before[name])
    return after


def clipped_gradients(network):
    torch.nn.utils.clip_grad_norm_(network.parameters(), MAX_NORM)
    return named_pieces(network, lambda parameter: parameter.grad)


def make_golden(seed, cell):
    generator = torch.Generator().manual_seed(seed)
    network = draw_network(generator, cell)
    beginnings = at((0, 0), (0, 1), (0, 2))
    truncations = [
        # Row 0 runs on; row 1 begins a second piece at step 4; row 2 has ended at step 5.
        draw_truncation(generator, 1 - at((5, 2), (6, 2)), beginnings + at((4, 1))),
        # Row 0 ends after two steps and a new piece begins at step 3; row 2 is a new piece.
        draw_truncation(generator, 1 - at((2, 0), (6, 1)), at((3, 0), (0, 2))),
    ]
    states = [torch.zeros(BATCH, STATE[cell], dtype=torch.float64) for _ in range(LAYERS)]
    golden = {
        "sizes": {
            "vocabularies": VOCABULARIES,
            "hidden": HIDDEN,
            "layers": LAYERS,
            "batch": BATCH,
            "steps": STEPS,
        },
        "loss_weights": WEIGHTS,
        "parameters": named_pieces(network, lambda parameter: parameter.detach()),
        "truncations": [],
    }
    for index, truncation in enumerate(truncations):
        expected, states = expected_values(network, truncation, states)
        data = {
            name: values.to(torch.int64).tolist() for name, values in truncation.items()
        }
        golden["truncations"].append({**data, "expected": expected})
        if index == 0 and cell == "gru":
            golden["adam"] = {
                "learning_rate": LEARNING_RATE,
                "betas": BETAS,
                "epsilon": EPSILON,
                "parameters": parameters_after_one_step(network),
            }
            golden["clipping"] = {"max_norm": MAX_NORM, "gradients": clipped_gradients(network)}
    return golden


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cell", choices=CELLS, default="gru")
    parser.add_argument("-o", "--output", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=1812)
    arguments = parser.parse_args()
    name = "network.json" if arguments.cell == "gru" else f"network_{arguments.cell}.json"
    output = arguments.output or pathlib.Path(__file__).resolve().parents[1] / "tests/golden" / name
    output.parent.mkdir(parents=True, exist_ok=True)
    golden = make_golden(arguments.seed, arguments.cell)
    output.write_text(json.dumps(golden, indent=None) + "\n")
    print(f"wrote {output}")


if __name__ == "__main__":
    main()
