"""A veterinary practice as a world: owners, animals, appointments, invoices, medicine."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Literal

Weekday = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
PEOPLE = [
    "Aino Laine",
    "Bashir Haddad",
    "Carla Moretti",
    "Dylan Okafor",
    "Esra Yildiz",
    "Finn Gallagher",
]
ANIMALS = {
    "dog": ["Bruno", "Pixel", "Senna"],
    "cat": ["Mochi", "Tiger", "Olive"],
    "rabbit": ["Hazel", "Biscuit", "Clover"],
}
MEDICINES = {"dog": "Meloxin 1 mg", "cat": "Felimune drops", "rabbit": "Panacur paste"}


class Refused(ValueError):
    """What the practice's rules do not allow."""


@dataclass
class Animal:
    animal_id: str
    owner_id: str
    name: str
    species: str
    weight_kg: float
    vaccinated: bool


@dataclass
class Slot:
    slot_id: str
    weekday: Weekday
    time: str
    vet: str
    minutes: int
    free: bool = True


@dataclass
class Appointment:
    appointment_id: str
    slot_id: str
    animal_id: str
    reason: str


@dataclass
class Owner:
    owner_id: str
    name: str


@dataclass
class Planned:
    appointment_id: str
    animal_id: str
    reason: str
    weekday: Weekday
    time: str
    vet: str


@dataclass
class Cancelled:
    appointment_id: str
    status: str = "cancelled"


@dataclass
class Invoice:
    invoice_id: str
    owner_id: str
    amount_eur: float
    for_what: str
    paid: bool = False


@dataclass
class Prescription:
    prescription_id: str
    animal_id: str
    medicine: str
    packs_left: int
    ordered: list[int] = field(default_factory=list)


class Practice:
    """Each dialogue has one of its own, drawn from the scenario's seed."""

    def __init__(self, seed: int = 0) -> None:
        draw = random.Random(seed)
        owners = draw.sample(PEOPLE, 3)
        self.owners = {f"O-{draw.randrange(100, 1000)}": name for name in owners}
        self.animals: dict[str, Animal] = {}
        self.prescriptions: dict[str, Prescription] = {}
        self.invoices: dict[str, Invoice] = {}
        self.appointments: dict[str, Appointment] = {}
        for owner_id in self.owners:
            self._household(owner_id, draw)
        self._next = 20_001
        self.slots = {slot.slot_id: slot for slot in _week(draw)}
        for animal_id in draw.sample(sorted(self.animals), 2):
            slot = draw.choice([slot for slot in self.slots.values() if slot.free])
            slot.free = False
            key = f"T-{draw.randrange(1000, 10000)}"
            self.appointments[key] = Appointment(key, slot.slot_id, animal_id, "check-up")

    def _household(self, owner_id: str, draw: random.Random) -> None:
        for species in draw.sample(sorted(ANIMALS), draw.choice([1, 2])):
            key = f"A-{draw.randrange(1000, 10000)}"
            weight = round(draw.uniform(2, 6) * (4 if species == "dog" else 1), 1)
            name = draw.choice(ANIMALS[species])
            self.animals[key] = Animal(key, owner_id, name, species, weight, draw.random() < 0.6)
            if draw.random() < 0.6:
                number = f"P-{draw.randrange(1000, 10000)}"
                medicine = MEDICINES[species]
                self.prescriptions[number] = Prescription(number, key, medicine, draw.randrange(4))
        number = f"I-{draw.randrange(1000, 10000)}"
        amount = round(draw.uniform(35, 240), 2)
        what = draw.choice(["dental cleaning", "blood test", "vaccination", "X-ray"])
        self.invoices[number] = Invoice(number, owner_id, amount, what, draw.random() < 0.3)

    def find_owner(self, name: str) -> list[Owner]:
        """Find owners by their name or a part of it.

        Args:
            name: The name, or a part of it, in any case.
        """
        everybody = [Owner(key, one) for key, one in self.owners.items()]
        return [owner for owner in everybody if name.lower() in owner.name.lower()]

    def list_animals(self, owner_id: str) -> list[Animal]:
        """List an owner's animals."""
        self._owner(owner_id)
        return [animal for animal in self.animals.values() if animal.owner_id == owner_id]

    def find_slots(
        self, weekday: Weekday | None = None, vet: str | None = None, minutes: int = 15
    ) -> list[Slot]:
        """Find the free appointments of next week.

        Args:
            weekday: Only of this day.
            vet: Only with this vet: Dr. Lind or Dr. Osei.
            minutes: The least length, in minutes. Operations and dental cleanings need 45.
        """
        return [
            slot
            for slot in self.slots.values()
            if slot.free
            and slot.minutes >= minutes
            and weekday in (None, slot.weekday)
            and (vet is None or vet.lower() in slot.vet.lower())
        ]

    def book_appointment(self, slot_id: str, animal_id: str, reason: str) -> Appointment:
        """Book a free slot for an animal.

        Args:
            slot_id: A slot that is free.
            animal_id: The animal that comes.
            reason: Why it comes, in a few words.
        """
        self._animal(animal_id)
        slot = self._slot(slot_id)
        if not slot.free:
            raise Refused(f"slot {slot_id} is taken")
        slot.free = False
        key = f"T-{self._next}"
        self._next += 1
        self.appointments[key] = Appointment(key, slot_id, animal_id, reason)
        return self.appointments[key]

    def list_appointments(self, animal_id: str) -> list[Planned]:
        """List an animal's appointments of next week, with day, time and vet."""
        self._animal(animal_id)
        mine = [one for one in self.appointments.values() if one.animal_id == animal_id]
        return [self._planned(one) for one in mine]

    def cancel_appointment(self, appointment_id: str) -> Cancelled:
        """Cancel an appointment; its slot is free again. This cannot be undone."""
        if appointment_id not in self.appointments:
            raise Refused(f"there is no appointment {appointment_id}")
        appointment = self.appointments.pop(appointment_id)
        self.slots[appointment.slot_id].free = True
        return Cancelled(appointment_id)

    def list_prescriptions(self, animal_id: str) -> list[Prescription]:
        """List what an animal is prescribed, and how many packs may still be ordered."""
        self._animal(animal_id)
        return [one for one in self.prescriptions.values() if one.animal_id == animal_id]

    def order_medicine(self, prescription_id: str, packs: int) -> Prescription:
        """Order packs of a prescribed medicine, to be fetched at the desk the next day.

        Args:
            prescription_id: The prescription that allows it.
            packs: How many packs, one at least.
        """
        if prescription_id not in self.prescriptions:
            raise Refused(f"there is no prescription {prescription_id}")
        prescription = self.prescriptions[prescription_id]
        if not 1 <= packs <= prescription.packs_left:
            raise Refused(f"{prescription.packs_left} packs are left, {packs} were asked for")
        prescription.packs_left -= packs
        prescription.ordered.append(packs)
        return prescription

    def list_invoices(self, owner_id: str, unpaid_only: bool = True) -> list[Invoice]:
        """List an owner's invoices."""
        self._owner(owner_id)
        mine = [invoice for invoice in self.invoices.values() if invoice.owner_id == owner_id]
        return [invoice for invoice in mine if not (unpaid_only and invoice.paid)]

    def pay_invoice(
        self, invoice_id: str, method: Literal["card on file", "bank transfer"]
    ) -> Invoice:
        """Pay an invoice. The money is taken at once."""
        if invoice_id not in self.invoices:
            raise Refused(f"there is no invoice {invoice_id}")
        if self.invoices[invoice_id].paid:
            raise Refused(f"invoice {invoice_id} is paid already")
        self.invoices[invoice_id].paid = True
        return self.invoices[invoice_id]

    def _planned(self, one: Appointment) -> Planned:
        slot = self._slot(one.slot_id)
        return Planned(
            one.appointment_id, one.animal_id, one.reason, slot.weekday, slot.time, slot.vet
        )

    def _owner(self, owner_id: str) -> None:
        if owner_id not in self.owners:
            raise Refused(f"there is no owner {owner_id}")

    def _animal(self, animal_id: str) -> None:
        if animal_id not in self.animals:
            raise Refused(f"there is no animal {animal_id}")

    def _slot(self, slot_id: str) -> Slot:
        if slot_id not in self.slots:
            raise Refused(f"there is no slot {slot_id}")
        return self.slots[slot_id]


def _week(draw: random.Random) -> list[Slot]:
    days: list[Weekday] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    slots = []
    for day in days:
        for time in draw.sample(["08:30", "10:15", "11:45", "14:00", "16:30"], 2):
            key = f"S-{draw.randrange(1000, 10000)}"
            vet = draw.choice(["Dr. Lind", "Dr. Osei"])
            slots.append(Slot(key, day, time, vet, draw.choice([15, 30, 45])))
    return slots
